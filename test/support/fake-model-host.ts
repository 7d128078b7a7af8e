import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface FakeUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** A request as the host understood it, whichever protocol it came by. */
export interface FakeCall {
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage['headers'];
  readonly model: string;
  readonly system: string;
  readonly user: string;
  readonly maxTokens: number;
  readonly streaming: boolean;
  /** The JSON Schema that the answer is to fit; null where none was asked for. */
  readonly schema: Readonly<Record<string, unknown>> | null;
}

/** What the host does with a request. */
export type FakeStep =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** A token for every four characters when not given; null from a host that does not count. */
      readonly usage?: FakeUsage | null;
      readonly end?: 'complete' | 'cut-off' | 'refusal';
      /** Milliseconds before each piece of a streamed answer. */
      readonly pieceMs?: number;
    }
  | { readonly kind: 'delay'; readonly ms: number; readonly next: FakeScript }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly message?: string;
    }
  | { readonly kind: 'reset' }
  /** Breaks off after the first half of `text`, or of the answer's bytes where it is not streamed. */
  | { readonly kind: 'reset-mid-stream'; readonly text?: string }
  /** An error told within a stream that had begun well; a status where it is not streamed. */
  | { readonly kind: 'error-mid-stream'; readonly text?: string }
  | { readonly kind: 'malformed' };

/** A step, or a function of the request that says which. */
export type FakeScript = FakeStep | ((call: FakeCall) => FakeStep);

export interface FakeModelHost {
  /** What the base URL of the SDK is set to. */
  readonly url: string;
  /** Every request, in the order of arrival. */
  readonly calls: FakeCall[];
  /** Connections that were made so far. */
  readonly connections: number;
  /** Answers that are under way. */
  readonly streaming: number;
  /** The steps to come, one a request; the last of them stands until this is called again. */
  script(...steps: readonly [FakeScript, ...FakeScript[]]): void;
  close(): Promise<void>;
}

/** An answer in the words of a protocol. */
export interface FakeProtocol {
  /** Path that is asked, such as `/v1/messages`. */
  readonly path: string;
  /** What stands between the host and `path` in the base URL of the SDK. */
  readonly basePath: string;
  read(body: Readonly<Record<string, unknown>>): Omit<FakeCall, 'body' | 'headers'>;
  whole(call: FakeCall, answer: FakeAnswer): unknown;
  /** Server-sent events, each with its `data` and perhaps its name; those before, with and after the pieces. */
  stream(call: FakeCall, answer: FakeAnswer, pieces: readonly string[]): FakeStreamParts;
  error(status: number, message?: string): unknown;
}

export interface FakeAnswer {
  readonly text: string;
  readonly usage: FakeUsage | null;
  readonly end: 'complete' | 'cut-off' | 'refusal';
}

export interface FakeStreamParts {
  readonly before: readonly string[];
  readonly pieces: readonly string[];
  readonly after: readonly string[];
  readonly error: string;
}

const DEFAULT_TEXT = 'Well played, that was quite a moment!';
/** Characters of a streamed piece. */
const PIECE = 7;

export async function startFakeModelHost(protocol: FakeProtocol): Promise<FakeModelHost> {
  let steps: readonly FakeScript[] = [{ kind: 'text', text: DEFAULT_TEXT }];
  let connections = 0;
  let streaming = 0;
  const calls: FakeCall[] = [];
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => request.socket.destroy());
  });
  server.on('connection', () => (connections += 1));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.url?.split('?')[0] !== protocol.path) return sendJson(response, 404, protocol.error(404));
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
    const call: FakeCall = { ...protocol.read(body), body, headers: request.headers };
    calls.push(call);
    const [step = { kind: 'text', text: DEFAULT_TEXT } as const, ...rest] = steps;
    if (rest.length > 0) steps = rest;
    streaming += 1;
    await play(protocol, call, step, response).finally(() => (streaming -= 1));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${protocol.basePath}`,
    calls,
    get connections() {
      return connections;
    },
    get streaming() {
      return streaming;
    },
    script: (...given) => void (steps = given),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function play(
  protocol: FakeProtocol,
  call: FakeCall,
  script: FakeScript,
  response: ServerResponse,
): Promise<void> {
  const step = typeof script === 'function' ? script(call) : script;
  switch (step.kind) {
    case 'delay':
      if (await waited(step.ms, response)) await play(protocol, call, step.next, response);
      return;
    case 'status':
      return sendJson(response, step.status, protocol.error(step.status, step.message), step.headers);
    case 'reset':
      return void response.socket?.resetAndDestroy();
    case 'malformed':
      return sendMalformed(call, response);
    case 'reset-mid-stream':
      return breakOff(protocol, call, answerOf(call, step.text ?? DEFAULT_TEXT), response);
    case 'error-mid-stream':
      return fail(protocol, call, answerOf(call, step.text ?? DEFAULT_TEXT), response);
    case 'text': {
      const answer = { ...answerOf(call, step.text, step.usage), end: step.end ?? 'complete' };
      if (!call.streaming) return sendJson(response, 200, protocol.whole(call, answer));
      return sendStream(protocol.stream(call, answer, piecesOf(step.text)), response, step.pieceMs ?? 0);
    }
  }
}

function answerOf(call: FakeCall, text: string, usage?: FakeUsage | null): FakeAnswer {
  const counted = { inputTokens: tokensOf(call.system + call.user), outputTokens: tokensOf(text) };
  return { text, usage: usage === undefined ? counted : usage, end: 'complete' };
}

function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Pieces of whole characters, so that their join is the text. */
function piecesOf(text: string): string[] {
  const characters = [...text];
  return Array.from({ length: Math.ceil(characters.length / PIECE) }, (_, i) =>
    characters.slice(i * PIECE, (i + 1) * PIECE).join(''),
  );
}

/** False when the caller went away meanwhile. */
async function waited(ms: number, response: ServerResponse): Promise<boolean> {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  response.once('close', leave);
  const hasWaited = await delay(ms, true, { signal: gone.signal }).catch(() => false);
  response.off('close', leave);
  return hasWaited;
}

function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

function startStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
}

async function sendStream(parts: FakeStreamParts, response: ServerResponse, pieceMs: number): Promise<void> {
  startStream(response);
  response.write(parts.before.join(''));
  for (const piece of parts.pieces) {
    if (pieceMs > 0 && !(await waited(pieceMs, response))) return;
    response.write(piece);
  }
  response.end(parts.after.join(''));
}

function sendMalformed(call: FakeCall, response: ServerResponse): void {
  if (!call.streaming) {
    response.writeHead(200, { 'content-type': 'application/json' });
    return void response.end('{"id": "cut of');
  }
  startStream(response);
  response.end('event: message_start\ndata: {"type": "mess\n\n');
}

async function breakOff(
  protocol: FakeProtocol,
  call: FakeCall,
  answer: FakeAnswer,
  response: ServerResponse,
): Promise<void> {
  if (call.streaming) {
    const { before, pieces } = protocol.stream(call, answer, piecesOf(answer.text));
    startStream(response);
    response.write([...before, ...pieces.slice(0, Math.ceil(pieces.length / 2))].join(''));
  } else {
    const body = JSON.stringify(protocol.whole(call, answer));
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    response.write(body.slice(0, body.length / 2));
  }
  // What was written is to arrive: a reset at once would overtake it.
  if (await waited(30, response)) response.socket?.resetAndDestroy();
}

function fail(protocol: FakeProtocol, call: FakeCall, answer: FakeAnswer, response: ServerResponse): void {
  if (!call.streaming) return sendJson(response, 500, protocol.error(500));
  const { before, pieces, error } = protocol.stream(call, answer, piecesOf(answer.text));
  startStream(response);
  response.end([...before, ...pieces.slice(0, Math.ceil(pieces.length / 2)), error].join(''));
}
