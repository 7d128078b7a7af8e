import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';
import type { FakeModelHost, FakeScript } from '../../../test/support/fake-model-host.js';
import { Clock } from '../../common/clock.js';
import { GuardedLlm, type LlmCall } from './guarded-llm.js';
import type { LlmHost, LlmHostSettings } from './llm-host.js';
import { LlmError, type LlmProvider, type LlmRequest } from './llm.port.js';

export interface LlmAdapter {
  readonly name: LlmProvider['name'];
  readonly model: string;
  startHost(): Promise<FakeModelHost>;
  make(settings: LlmHostSettings): LlmHost;
}

const KEY = 'secret-key-that-nobody-may-see';
const PRICE = [{ fromInputTokens: 0, inputUsd: 1, outputUsd: 5 }] as const;
const REQUEST: LlmRequest = {
  system: 'You are a cheerful companion.',
  user: '{"event":"player.victory"}',
  maxOutputTokens: 60,
  timeoutMs: 5000,
};
const USAGE = { inputTokens: 41, outputTokens: 17 };
/** An answer that nobody waits for. */
const LATE: FakeScript = { kind: 'delay', ms: 60_000, next: { kind: 'text', text: 'too late' } };
const SCHEMA = {
  type: 'object',
  properties: { emotion: { type: 'string', enum: ['happy', 'sad'] } },
  required: ['emotion'],
  additionalProperties: false,
};

/** What every adapter does with what a host answers, or does not. */
export function describeLlmContract(adapter: LlmAdapter): void {
  let host: FakeModelHost;
  let calls: LlmCall[];

  beforeAll(async () => {
    host = await adapter.startHost();
  });

  afterAll(() => host.close());

  beforeEach(() => {
    host.calls.length = 0;
    calls = [];
  });

  function provider(openForMs?: number): GuardedLlm {
    const { name, model } = adapter;
    const settings = { name, model, price: PRICE, ...(openForMs === undefined ? {} : { openForMs }) };
    return new GuardedLlm(
      adapter.make({ apiKey: KEY, baseURL: host.url, model }),
      settings,
      new Clock(),
      (call) => void calls.push(call),
    );
  }

  /** A request whole, and the same by streaming. */
  const forms: [string, () => Partial<LlmRequest>][] = [
    ['whole', () => ({})],
    ['streamed', () => ({ onText: () => true })],
  ];

  describe(`${adapter.name}: an answer`, () => {
    it('is what the model said, with what the provider counted', async () => {
      host.script({ kind: 'text', text: 'What a victory — 素晴らしい! 🎉', usage: USAGE });
      expect(await provider().complete(REQUEST)).toEqual({
        text: 'What a victory — 素晴らしい! 🎉',
        usage: USAGE,
        end: 'complete',
      });
      expect(host.calls).toMatchObject([
        { system: REQUEST.system, user: REQUEST.user, maxTokens: 60, model: adapter.model, streaming: false },
      ]);
      expect(calls).toMatchObject([{ outcome: 'answered', usage: USAGE }]);
    });

    it('comes in pieces that make up the text, and is counted all the same', async () => {
      const text = 'A dragon, no less! それは伝説になる 🐉🐉 — remember it well.';
      host.script({ kind: 'text', text, usage: USAGE });
      const pieces: string[] = [];
      const answer = await provider().complete({ ...REQUEST, onText: (piece) => pieces.push(piece) > 0 });
      expect(answer).toEqual({ text, usage: USAGE, end: 'complete' });
      expect(pieces.length).toBeGreaterThan(2);
      expect(pieces.join('')).toBe(text);
    });

    it('is cut off where no more of it is wanted, ends at the host too, and costs what it can have cost', async () => {
      host.script({ kind: 'text', text: 'la '.repeat(500), pieceMs: 10 });
      const llm = provider();
      let text = '';
      const enough = (piece: string): boolean => (text += piece).length < 30;
      const answer = await llm.complete({ ...REQUEST, onText: enough });
      expect(answer).toMatchObject({ text, end: 'cut-off' });
      expect(text.length).toBeLessThan(60);
      expect(answer.usage.outputTokens).toBeGreaterThanOrEqual(text.length);
      expect(answer.usage.outputTokens).toBeLessThanOrEqual(REQUEST.maxOutputTokens);
      await until(() => host.streaming === 0);
      expect(calls.map(({ outcome }) => outcome)).toEqual(['answered']);
      expect(llm.circuit).toBe('closed');
    });

    it.each(forms)('says when it was cut off (%s)', async (_form, more) => {
      host.script({ kind: 'text', text: 'And so it', usage: USAGE, end: 'cut-off' });
      expect(await provider().complete({ ...REQUEST, ...more() })).toMatchObject({ text: 'And so it', end: 'cut-off' });
    });

    it.each(forms)('of a host that does not count is taken at the most it can have used (%s)', async (_form, more) => {
      host.script({ kind: 'text', text: 'Well done!', usage: null });
      const { usage } = await provider().complete({ ...REQUEST, ...more() });
      expect(usage.inputTokens).toBeGreaterThanOrEqual(REQUEST.system.length + REQUEST.user.length);
      expect(usage.outputTokens).toBeGreaterThanOrEqual('Well done!'.length);
      expect(usage.outputTokens).toBeLessThanOrEqual(REQUEST.maxOutputTokens);
    });

    it('is asked to fit a schema, and is JSON', async () => {
      host.script({ kind: 'text', text: '{"emotion":"happy"}', usage: USAGE });
      const answer = await provider().complete({ ...REQUEST, schema: SCHEMA });
      expect(JSON.parse(answer.text)).toEqual({ emotion: 'happy' });
      expect(host.calls[0]?.schema).toMatchObject({ properties: { emotion: { enum: ['happy', 'sad'] } } });
    });

    it('comes over the connection that stands already', async () => {
      host.script({ kind: 'text', text: 'Once more!' });
      const llm = provider();
      await llm.complete(REQUEST);
      const before = host.connections;
      for (let i = 0; i < 5; i += 1) await llm.complete(REQUEST);
      expect(host.connections).toBe(before);
    });
  });

  describe(`${adapter.name}: a failure`, () => {
    const failures: [string, FakeScript, string, unknown][] = [
      ['429', { kind: 'status', status: 429 }, 'rate_limited', 'nothing'],
      ['500', { kind: 'status', status: 500 }, 'server_error', 'nothing'],
      ['503', { kind: 'status', status: 503 }, 'overloaded', 'nothing'],
      ['529', { kind: 'status', status: 529 }, 'overloaded', 'nothing'],
      ['504', { kind: 'status', status: 504 }, 'server_error', 'input'],
      ['400', { kind: 'status', status: 400 }, 'rejected', 'nothing'],
      ['401', { kind: 'status', status: 401 }, 'rejected', 'nothing'],
      ['403', { kind: 'status', status: 403 }, 'rejected', 'nothing'],
      ['404', { kind: 'status', status: 404 }, 'rejected', 'nothing'],
      ['a reset', { kind: 'reset' }, 'connection', 'input'],
      ['a reset in mid-answer', { kind: 'reset-mid-stream' }, 'connection', 'input'],
      ['what is no JSON', { kind: 'malformed' }, 'malformed', 'input'],
      ['no words', { kind: 'text', text: '', usage: USAGE }, 'malformed', USAGE],
      ['a refusal', { kind: 'text', text: 'No.', usage: USAGE, end: 'refusal' }, 'malformed', USAGE],
    ];
    for (const [form, more] of forms) {
      it.each(failures)(`of %s is told as what it is, asked once (${form})`, async (_what, script, failure, billed) => {
        host.script(script);
        const error = await failureOf(provider().complete({ ...REQUEST, ...more() }));
        expect({ failure: error.failure, billed: error.billed }).toEqual({ failure, billed });
        expect(host.calls).toHaveLength(1);
        expect(calls.map((call) => call.outcome)).toEqual([failure]);
      });
    }

    it('within a stream is told as what it is', async () => {
      host.script({ kind: 'error-mid-stream' });
      const error = await failureOf(provider().complete({ ...REQUEST, onText: () => true }));
      expect(['overloaded', 'server_error']).toContain(error.failure);
      expect(error.billed).toBe('input');
    });

    it('is an answer that is to be data and is none, which was paid for', async () => {
      host.script({ kind: 'text', text: 'I feel happy', usage: USAGE });
      const error = await failureOf(provider().complete({ ...REQUEST, schema: SCHEMA }));
      expect({ failure: error.failure, billed: error.billed }).toEqual({ failure: 'malformed', billed: USAGE });
    });

    it('costs nothing where nobody listens', async () => {
      const gone = await adapter.startHost();
      await gone.close();
      const { name, model } = adapter;
      const llm = new GuardedLlm(
        adapter.make({ apiKey: KEY, baseURL: gone.url, model }),
        { name, model, price: PRICE },
        new Clock(),
        () => undefined,
      );
      const error = await failureOf(llm.complete(REQUEST));
      expect({ failure: error.failure, billed: error.billed }).toEqual({ failure: 'connection', billed: 'nothing' });
    });

    it('never has the key in it, even when the host repeats it', async () => {
      host.script({ kind: 'status', status: 401, message: `Incorrect API key provided: ${KEY}` });
      const error = await failureOf(provider().complete(REQUEST));
      expect(error.message).toContain('Incorrect API key');
      expect(JSON.stringify([error.message, error.stack, error.cause, calls])).not.toContain(KEY);
      expect(error.cause).toBeUndefined();
    });
  });

  describe(`${adapter.name}: a deadline`, () => {
    it.each(forms)('ends a call that takes longer (%s)', async (_form, more) => {
      host.script(LATE);
      const error = await failureOf(provider().complete({ ...REQUEST, ...more(), timeoutMs: 60 }));
      expect({ failure: error.failure, billed: error.billed }).toEqual({ failure: 'timeout', billed: 'input' });
    });

    it('ends a stream that goes on and on, and no piece comes after', async () => {
      host.script({ kind: 'text', text: 'la '.repeat(500), pieceMs: 10 });
      const pieces: string[] = [];
      const asked = provider().complete({ ...REQUEST, timeoutMs: 150, onText: (piece) => pieces.push(piece) > 0 });
      expect((await failureOf(asked)).failure).toBe('timeout');
      const had = pieces.length;
      expect(had).toBeGreaterThan(0);
      host.script({ kind: 'text', text: 'another' });
      await provider().complete(REQUEST);
      expect(pieces).toHaveLength(had);
    });

    it('may come sooner by the signal of who asks, which is no fault of the host', async () => {
      host.script(LATE);
      const llm = provider();
      for (let i = 0; i < 12; i += 1) {
        const patience = new AbortController();
        const asked = llm.complete({ ...REQUEST, signal: patience.signal });
        patience.abort();
        expect((await failureOf(asked)).failure).toBe('timeout');
      }
      expect(llm.circuit).toBe('closed');
    });
  });

  describe(`${adapter.name}: the circuit`, () => {
    it('opens when half of ten calls fail, asks nobody then, and closes by one call that goes well', async () => {
      host.script({ kind: 'status', status: 500 });
      const llm = provider(100);
      for (let i = 0; i < 30; i += 1) await failureOf(llm.complete(REQUEST));
      expect(llm.circuit).toBe('open');
      expect(host.calls.length).toBeLessThanOrEqual(10);
      expect(await failureOf(llm.complete(REQUEST))).toMatchObject({ failure: 'circuit_open', billed: 'nothing' });

      await until(() => llm.circuit === 'half-open');
      expect((await failureOf(llm.complete(REQUEST))).failure).toBe('server_error');
      expect(llm.circuit).toBe('open');

      host.script({ kind: 'text', text: 'Back again!' });
      await until(() => llm.circuit === 'half-open');
      const asked = await Promise.allSettled([llm.complete(REQUEST), llm.complete(REQUEST), llm.complete(REQUEST)]);
      expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
      expect(llm.circuit).toBe('closed');
    });

    it('stays closed over requests that are our own fault', async () => {
      host.script({ kind: 'status', status: 400 });
      const llm = provider();
      for (let i = 0; i < 30; i += 1) await failureOf(llm.complete(REQUEST));
      expect(llm.circuit).toBe('closed');
    });

    it('is open for as long as Retry-After says', async () => {
      host.script(
        { kind: 'status', status: 429, headers: { 'retry-after-ms': '150' } },
        { kind: 'text', text: 'Yes!' },
      );
      const llm = provider();
      await failureOf(llm.complete(REQUEST));
      expect(llm.circuit).toBe('open');
      expect((await failureOf(llm.complete(REQUEST))).failure).toBe('circuit_open');
      expect(host.calls).toHaveLength(1);
      await until(() => llm.circuit === 'closed');
      expect((await llm.complete(REQUEST)).text).toBe('Yes!');
    });
  });
}

async function failureOf(asked: Promise<unknown>): Promise<LlmError> {
  const error: unknown = await asked.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LlmError);
  return error as LlmError;
}

async function until(holds: () => boolean): Promise<void> {
  expect(await eventually(() => Promise.resolve(holds()), true)).toBe(true);
}
