import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { embedText } from '../../src/providers/embedding/local-embedder.js';

/** How the host answers. `base64` and `out-of-order` are right answers in another form. */
export type EmbeddingHostMode =
  'ok' | 'base64' | 'out-of-order' | 'slow' | 'gone' | 'wrong-size' | 'one-missing' | 'not-json' | 429 | 500 | 401;

/** A host that speaks OpenAI's embeddings, with vectors that depend on the text alone. */
export interface FakeEmbeddingHost {
  /** What OPENAI_BASE_URL is set to. */
  readonly baseUrl: string;
  mode: EmbeddingHostMode;
  /** Milliseconds that a slow one takes. */
  delayMs: number;
  /** The texts of each call that was answered or refused, in order. */
  readonly calls: string[][];
  /** A text with this in it is refused, with all that are asked beside it. */
  poison: string | null;
  close(): Promise<void>;
}

interface EmbeddingBody {
  readonly input: string[];
  readonly model: string;
  readonly dimensions?: number;
}

/** The size of the host's own vectors, where none is asked for. */
const OWN_DIMENSIONS = 512;

export async function startFakeEmbeddingHost(): Promise<FakeEmbeddingHost> {
  const server = createServer((request, response) => {
    void answer(host, request, response);
  });
  const host: FakeEmbeddingHost = {
    get baseUrl() {
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    },
    mode: 'ok',
    delayMs: 2000,
    calls: [],
    poison: null,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return host;
}

async function answer(host: FakeEmbeddingHost, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { mode } = host;
  if (mode === 'gone') return void request.socket.resetAndDestroy();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as EmbeddingBody;
  host.calls.push(body.input);
  if (mode === 'slow') await delay(host.delayMs);
  const send = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof value === 'string' ? value : JSON.stringify(value));
  };
  const refuse = (status: number, message: string): void =>
    send(status, { error: { message, type: 'invalid_request_error', param: null, code: null } });
  if (typeof mode === 'number') return refuse(mode, `this is a ${mode}`);
  if (mode === 'not-json') return send(200, '{"data": [');
  if (body.input.some((text) => text === '')) return refuse(400, 'input cannot be an empty string');
  const { poison } = host;
  if (poison !== null && body.input.some((text) => text.includes(poison))) return refuse(400, 'not this text');
  const size = (body.dimensions ?? OWN_DIMENSIONS) - (mode === 'wrong-size' ? 1 : 0);
  const data = body.input.map((text, index) => {
    // Not of length 1: whoever compares them has to see to it.
    const vector = embedText(text, size).map((value) => value * 3);
    const embedding = mode === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector];
    return { object: 'embedding', index, embedding };
  });
  if (mode === 'out-of-order') data.reverse();
  if (mode === 'one-missing') data.pop();
  const tokens = body.input.reduce((sum, text) => sum + text.split(' ').length, 0);
  send(200, { object: 'list', model: body.model, data, usage: { prompt_tokens: tokens, total_tokens: tokens } });
}
