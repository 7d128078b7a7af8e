import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A Qdrant server as far as this application uses it, at the wire, exact and in memory. */
export interface FakeQdrant {
  readonly url: string;
  /** `gone` resets every connection; `slow` answers after `delayMs`; a number is the status of every answer. */
  mode: 'up' | 'gone' | 'slow' | number;
  delayMs: number;
  readonly collections: Map<string, FakeCollection>;
  /** Every request that was answered, in order. */
  readonly requests: FakeRequest[];
  close(): Promise<void>;
}

export interface FakeRequest {
  readonly method: string;
  /** Behind the collection, such as `/points/query`. */
  readonly path: string;
  readonly body: FakeBody;
}

export interface FakeCollection {
  readonly config: FakeBody;
  readonly indexes: Map<string, unknown>;
  readonly points: Map<string, FakePoint>;
}

export interface FakePoint {
  readonly id: string;
  readonly vector: number[];
  readonly payload: Record<string, unknown>;
}

interface FakeBody {
  readonly [field: string]: unknown;
  readonly vectors?: { readonly size: number };
  readonly points?: (FakePoint | string)[];
  readonly ids?: string[];
  readonly query?: number[];
  readonly filter?: FakeFilter;
  readonly limit?: number;
  readonly offset?: string;
  readonly field_name?: string;
}

interface FakeFilter {
  readonly must: readonly {
    readonly key: string;
    readonly match?: { readonly value?: unknown; readonly any?: readonly unknown[] };
    readonly range?: { readonly gte?: number | string; readonly lt?: number | string };
  }[];
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export async function startFakeQdrant(): Promise<FakeQdrant> {
  const server = createServer((request, response) => {
    void serve(fake, request, response);
  });
  const fake: FakeQdrant = {
    get url() {
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    mode: 'up',
    delayMs: 2000,
    collections: new Map(),
    requests: [],
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return fake;
}

async function serve(fake: FakeQdrant, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (fake.mode === 'gone') return void request.socket.resetAndDestroy();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (fake.mode === 'slow') await delay(fake.delayMs);
  const send = (status: number, value: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  try {
    if (typeof fake.mode === 'number') throw new Refusal(fake.mode, 'as told');
    const body = (chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString())) as FakeBody;
    const { pathname } = new URL(request.url ?? '/', 'http://qdrant');
    const [, name = '', path = ''] = /^\/collections\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
    const method = request.method ?? 'GET';
    fake.requests.push({ method, path, body });
    send(200, { result: answer(fake, name, `${method} ${path}`, body), status: 'ok', time: 0 });
  } catch (error) {
    const status = error instanceof Refusal ? error.status : 500;
    send(status, { status: { error: String(error) }, time: 0 });
  }
}

function answer(fake: FakeQdrant, name: string, what: string, body: FakeBody): unknown {
  if (what === 'GET /exists') return { exists: fake.collections.has(name) };
  if (what === 'PUT ') {
    if (fake.collections.has(name)) throw new Refusal(409, 'there is one');
    fake.collections.set(name, { config: body, indexes: new Map(), points: new Map() });
    return true;
  }
  if (what === 'DELETE ') return fake.collections.delete(name);
  const collection = fake.collections.get(name);
  if (!collection) throw new Refusal(404, `Collection ${name} doesn't exist`);
  return answerOf(collection, what, body);
}

const DONE = { operation_id: 1, status: 'completed' };

function answerOf({ config, indexes, points }: FakeCollection, what: string, body: FakeBody): unknown {
  const { limit = 10 } = body;
  switch (what) {
    case 'GET ':
      return { config: { params: { vectors: config.vectors } }, points_count: points.size };
    case 'PUT /index':
      indexes.set(body.field_name ?? '', body['field_schema']);
      return DONE;
    case 'PUT /points':
      for (const point of body.points as FakePoint[]) {
        if (point.vector.length !== config.vectors?.size) throw new Refusal(400, 'Vector dimension error');
      }
      for (const point of body.points as FakePoint[]) points.set(point.id, point);
      return DONE;
    case 'POST /points/delete':
      for (const point of points.values()) {
        if (body.filter ? passes(point, body.filter) : body.points?.includes(point.id)) points.delete(point.id);
      }
      return DONE;
    case 'POST /points/count':
      return { count: [...points.values()].filter((point) => passes(point, body.filter)).length };
    case 'POST /points':
      return body.ids?.flatMap((id) => points.get(id) ?? []).map(({ id, payload }) => ({ id, payload }));
    case 'POST /points/scroll': {
      const ids = [...points.keys()].toSorted().filter((id) => body.offset === undefined || id >= body.offset);
      return { points: ids.slice(0, limit).map((id) => ({ id })), next_page_offset: ids[limit] ?? null };
    }
    case 'POST /points/query': {
      const { query = [] } = body;
      if (query.length !== config.vectors?.size) throw new Refusal(400, 'Vector dimension error');
      const scored = [...points.values()]
        .filter((point) => passes(point, body.filter))
        .map(({ id, vector, payload }) => ({ id, version: 1, score: cosineOf(query, vector), payload }));
      return { points: scored.toSorted((a, b) => b.score - a.score).slice(0, limit) };
    }
    default:
      throw new Refusal(404, `${what} is not known here`);
  }
}

function passes({ payload }: FakePoint, filter?: FakeFilter): boolean {
  return (filter?.must ?? []).every(({ key, match, range }) => {
    const value = payload[key] as number | string;
    if (match) return match.any ? match.any.includes(value) : match.value === value;
    const number = asNumber(value);
    return (
      (range?.gte === undefined || number >= asNumber(range.gte)) &&
      (range?.lt === undefined || number < asNumber(range.lt))
    );
  });
}

/** Times are compared as milliseconds. */
function asNumber(value: number | string): number {
  return typeof value === 'string' ? Date.parse(value) : value;
}

function cosineOf(a: readonly number[], b: readonly number[]): number {
  let [product, ofA, ofB] = [0, 0, 0];
  for (const [place, value] of a.entries()) {
    product += value * (b[place] ?? 0);
    ofA += value * value;
    ofB += (b[place] ?? 0) ** 2;
  }
  return ofA === 0 || ofB === 0 ? 0 : product / Math.sqrt(ofA * ofB);
}
