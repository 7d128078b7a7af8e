import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startRefused, startServer, type ServerProcess } from '../support/server-process.js';

jest.setTimeout(90_000);

const run = promisify(execFile);
const EVENTS = 400;
const CONCURRENCY = 8;

/** Made by the first server, and kept: each test has a game of its own, and a server may be killed at any time. */
let dataDir: string;
let servers: ServerProcess[];

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'agl-process-'));
});

beforeEach(() => {
  servers = [];
});

afterEach(async () => {
  for (const server of servers) await server.end('SIGKILL');
});

afterAll(async () => {
  // Takes over what a killed server left running, and stops it.
  const last = await startServer({ AGL_DATA_DIR: dataDir });
  await last.end('SIGTERM');
  await rm(dataDir, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await startServer({ AGL_DATA_DIR: dataDir, ...env });
  servers.push(server);
  return server;
}

async function call(server: ServerProcess, key: string, route: string, body?: object) {
  const answer = await fetch(server.url + route, {
    method: body ? 'POST' : 'GET',
    headers: { 'X-API-Key': key, 'Content-Type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, never> };
}

/** Posts numbered events, several at a time, until all are sent or the server is gone; answers those it acknowledged. */
async function stream(server: ServerProcess, key: string, onAnswer: (acknowledged: number) => void) {
  const acknowledged = new Set<string>();
  const refused: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < EVENTS) {
      const eventId = `event-${(next += 1)}`;
      const body = { externalId: `player-${next % 5}`, type: 'player.kill', eventId, data: { enemy: 'Gravemaw' } };
      const answer = await call(server, key, '/events', body).catch(() => null);
      if (answer === null) return;
      if (answer.status === 201) acknowledged.add(eventId);
      else refused.push(answer.status);
      onAnswer(acknowledged.size);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return { acknowledged, refused };
}

async function storedEventIds(server: ServerProcess, key: string): Promise<string[]> {
  const players = (await call(server, key, '/players?fields=id')).body as unknown as { items: { id: string }[] };
  const ids: string[] = [];
  for (const { id } of players.items) {
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = `limit=100&fields=eventId${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page = (await call(server, key, `/players/${id}/events?${query}`)).body as unknown as {
        items: { eventId: string }[];
        page: { nextCursor: string | null };
      };
      ids.push(...page.items.map(({ eventId }) => eventId));
      cursor = page.page.nextCursor;
    }
  }
  return ids;
}

describe('the server as a process', () => {
  it('prints a key and curl lines that work as they are printed', async () => {
    const server = await start();
    expect((await stat(path.join(dataDir, 'admin-key'))).mode & 0o777).toBe(0o600);
    const lines = server
      .output()
      .split('\n')
      .filter((line) => line.trim().startsWith('curl '));
    expect(lines.length).toBeGreaterThanOrEqual(2);
    const answers = await Promise.all(lines.map(async (line) => JSON.parse((await run('sh', ['-c', line])).stdout)));
    expect(answers[0]).toMatchObject({ emotion: expect.any(String), method: 'rule' });
    expect(answers[1]).toMatchObject({ name: 'My game', apiKey: expect.stringMatching(/^agl_/) });
  });

  it('loses nothing it acknowledged, and doubles nothing, when it is killed in the middle of a stream', async () => {
    const server = await start();
    const game = (await call(server, server.adminKey, '/games', { name: 'a game' })).body as unknown as {
      apiKey: string;
    };
    const { acknowledged } = await stream(server, game.apiKey, (count) => {
      if (count === EVENTS / 2) server.child.kill('SIGKILL');
    });
    expect(acknowledged.size).toBeGreaterThanOrEqual(EVENTS / 2);
    expect(acknowledged.size).toBeLessThan(EVENTS);

    const restarted = await start();
    const stored = await storedEventIds(restarted, game.apiKey);
    expect(new Set(stored).size).toBe(stored.length);
    expect([...acknowledged].filter((eventId) => !stored.includes(eventId))).toEqual([]);

    const repeated = await call(restarted, game.apiKey, '/events', {
      externalId: 'player-0',
      type: 'player.kill',
      eventId: [...acknowledged][0],
    });
    expect(repeated).toMatchObject({ status: 200, body: { duplicate: true } });
  });

  it('answers what is under way when it is asked to stop, and ends with 0', async () => {
    const server = await start();
    const game = (await call(server, server.adminKey, '/games', { name: 'a game' })).body as unknown as {
      apiKey: string;
    };
    let ended: Promise<number | null> | undefined;
    const { acknowledged, refused } = await stream(server, game.apiKey, (count) => {
      if (count === EVENTS / 4) ended = server.end('SIGTERM');
    });
    expect(refused).toEqual([]);
    expect(await ended).toBe(0);
    const restarted = await start();
    const stored = await storedEventIds(restarted, game.apiKey);
    expect(stored.sort()).toEqual([...acknowledged].sort());
  });

  it('refuses a second process on its folder, and says what to do', async () => {
    await start();
    const { code, said } = await startRefused({ AGL_DATA_DIR: dataDir });
    expect(code).toBe(1);
    expect(said).toContain(dataDir);
    expect(said).toContain('AGL_DATA_DIR');
    expect(said).toContain('DATABASE_URL');
    expect(said).not.toContain('    at ');
  });

  it('refuses a bad environment by the name of the variable, without its value', async () => {
    const { code, said } = await startRefused({ AGL_DATA_DIR: dataDir, REDIS_URL: 'http://secret-host' });
    expect(code).toBe(1);
    expect(said).toContain('REDIS_URL');
    expect(said).not.toContain('secret-host');
    const model = await startRefused({ AGL_DATA_DIR: dataDir, LLM_PROVIDER: 'openai' });
    expect(model.code).toBe(1);
    expect(model.said).toMatch(/^AGL did not start: .*OPENAI_API_KEY.*\n$/);
    const production = await startRefused({
      AGL_DATA_DIR: dataDir,
      NODE_ENV: 'production',
      AGL_ADMIN_KEY: 'too-short',
    });
    expect(production.code).toBe(1);
    expect(production.said).toContain('AGL_ADMIN_KEY');
  });

  it('refuses a port that is taken, in one line, and leaves no database running', async () => {
    const server = await start();
    const elsewhere = await mkdtemp(path.join(tmpdir(), 'agl-process-'));
    const { code, said } = await startRefused({ AGL_DATA_DIR: elsewhere, PORT: new URL(server.url).port });
    expect(code).toBe(1);
    expect(said).toContain('EADDRINUSE');
    expect(said).not.toContain('    at ');
    await expect(stat(path.join(elsewhere, 'postgres', 'postmaster.pid'))).rejects.toThrow('ENOENT');
    await rm(elsewhere, { recursive: true, force: true });
  });
});
