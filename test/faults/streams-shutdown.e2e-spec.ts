import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { EventStream } from '../support/event-stream.js';
import { startServer, type ServerProcess } from '../support/server-process.js';

jest.setTimeout(90_000);

let dataDir: string;
let server: ServerProcess;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'agl-streams-'));
  server = await startServer({ AGL_DATA_DIR: dataDir });
});

afterAll(async () => {
  await server?.end('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

it('SIGTERM ends open streams with a word and does not wait for them, not even for one that does not read', async () => {
  const headers = { 'X-API-Key': server.adminKey, 'Content-Type': 'application/json' };
  const made = await fetch(`${server.url}/games`, { method: 'POST', headers, body: '{"name":"a game"}' });
  const game = (await made.json()) as { id: string; apiKey: string };
  const listen = (reads: boolean) => EventStream.open(server.url, `/games/${game.id}/stream`, game.apiKey, { reads });
  const streams = await Promise.all(Array.from({ length: 20 }, () => listen(true)));
  const stuck = await listen(false);
  // 1 says that the time in which requests may finish was over.
  expect(await server.end('SIGTERM')).toBe(0);
  for (const stream of streams) {
    expect(await stream.over()).toBe(true);
    expect(stream.events).toEqual([{ id: stream.lastId, event: 'end', data: { reason: 'shutdown' } }]);
  }
  stuck.close();
});
