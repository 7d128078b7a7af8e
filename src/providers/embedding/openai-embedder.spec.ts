import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startFakeEmbeddingHost, type FakeEmbeddingHost } from '../../../test/support/fake-openai-embeddings.js';
import { createCache } from '../../cache/cache.factory.js';
import { describeEmbeddingContract } from './embedding.contract.js';
import { EmbeddingError } from './embedding.port.js';
import { OpenAiEmbedder, type EmbeddingCall } from './openai-embedder.js';
import { RemoteEmbedder } from './remote-embedder.js';

const DIMENSIONS = 64;
const SPACE = { model: 'text-embedding-3-small', dimensions: DIMENSIONS };

let host: FakeEmbeddingHost;
let calls: EmbeddingCall[];

beforeAll(async () => {
  host = await startFakeEmbeddingHost();
});

afterAll(() => host.close());

beforeEach(() => {
  host.mode = 'ok';
  host.poison = null;
  host.calls.length = 0;
  calls = [];
});

function source(): OpenAiEmbedder {
  return new OpenAiEmbedder({ apiKey: 'sk-1', baseURL: host.baseUrl, ...SPACE }, (call) => calls.push(call));
}

function embedder(): RemoteEmbedder {
  return new RemoteEmbedder(source(), createCache({ singleInstance: true }, null), SPACE);
}

const requestsOf = (...texts: string[]) => texts.map((text) => ({ text, payer: 'game' }));

describeEmbeddingContract('the OpenAI embedder', embedder);

describe('OpenAiEmbedder', () => {
  it('reads vectors in whatever order and form they come', async () => {
    const texts = requestsOf('a dragon', 'a castle', 'a lantern');
    const plain = await source().embedAll(texts);
    for (const mode of ['out-of-order', 'base64'] as const) {
      host.mode = mode;
      expect(await source().embedAll(texts)).toEqual(plain);
    }
  });

  it.each([
    ['gone', 'connection'],
    [429, 'rate_limited'],
    [500, 'server_error'],
    [401, 'refused'],
    ['wrong-size', 'malformed'],
    ['one-missing', 'malformed'],
    ['not-json', 'malformed'],
  ] as const)('fails once, and says why, when the host is %s', async (mode, outcome) => {
    host.mode = mode;
    const failure: unknown = await source()
      .embedAll(requestsOf('a dragon'))
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EmbeddingError);
    expect(failure).toMatchObject({ outcome, isFinal: false });
    expect(calls.map((call) => call.outcome)).toEqual([outcome]);
    expect(host.calls.length).toBeLessThanOrEqual(1);
  });

  it('counts the tokens of an answer that is of no use, as they are paid for', async () => {
    host.mode = 'wrong-size';
    await source()
      .embedAll(requestsOf('a dragon of old'))
      .catch(() => undefined);
    expect(calls).toMatchObject([{ outcome: 'malformed', tokens: 4 }]);
  });

  it('asks a host that keeps failing no more, and does not blame it for a text that it refuses', async () => {
    host.mode = 500;
    const failing = source();
    for (let i = 0; i < 30; i += 1) await failing.embedAll(requestsOf('a dragon')).catch(() => undefined);
    expect(failing.isOpen).toBe(true);
    expect(host.calls.length).toBeLessThan(20);
    expect(calls.at(-1)?.outcome).toBe('circuit_open');

    host.mode = 'ok';
    host.poison = 'curse';
    const healthy = source();
    for (let i = 0; i < 30; i += 1) await healthy.embedAll(requestsOf('a curse')).catch(() => undefined);
    expect(healthy.isOpen).toBe(false);
  });
});

describe('RemoteEmbedder', () => {
  it('makes one call of what is asked together, at most 96 texts in each', async () => {
    const texts = Array.from({ length: 200 }, (_, i) => `the dragon number ${i}`);
    const one = embedder();
    await Promise.all(texts.map((text) => one.embed([text])));
    expect(host.calls.map((call) => call.length).toSorted((a, b) => b - a)).toEqual([96, 96, 8]);
  });

  it('asks for a text once, however it is written and however many want it', async () => {
    const one = embedder();
    const [first, again] = await Promise.all([one.embed(['Hello there!']), one.embed(['hello  there'])]);
    const [later] = await one.embed(['HELLO THERE.']);
    expect(again).toEqual(first);
    expect(later).toEqual(first[0]);
    expect(host.calls.flat()).toHaveLength(1);
  });

  it('fails for the text that is refused alone, and for no other', async () => {
    host.poison = 'curse';
    const one = embedder();
    const texts = ['a dragon', 'a curse', 'a castle', 'a lantern'];
    const answers = await Promise.allSettled(texts.map((text) => one.embed([text])));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(answers[1]).toMatchObject({ reason: { outcome: 'rejected', isFinal: true } });
  });

  it('does not keep a failure', async () => {
    host.mode = 500;
    const one = embedder();
    await expect(one.embed(['a dragon'])).rejects.toThrow(EmbeddingError);
    host.mode = 'ok';
    expect(await one.embed(['a dragon'])).toHaveLength(1);
  });
});
