import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { TcpGate, until } from './cache-redis-server.js';
import { ADMIN_KEY, TwoServers, call, metric } from './two-servers.js';

jest.setTimeout(120_000);

/** Far below the lifetimes of copies: a minute for keys, five for players. */
const PROMPT_S = 5;

let gate: TcpGate;
let servers: TwoServers;
let game: { id: string; apiKey: string };
let playerId: string;
let trial = 0;

beforeAll(async () => {
  servers = await TwoServers.start(async (redis) => {
    gate = await TcpGate.before(redis.port);
    return gate.url;
  });
  const { body } = await call(servers.a, ADMIN_KEY, 'POST', '/games', { name: 'a game' });
  game = body as unknown as typeof game;
  const player = await call(servers.a, game.apiKey, 'POST', '/players', { externalId: 'mira' });
  playerId = String(player.body.id);
});

afterAll(async () => {
  await servers?.end();
  await gate?.remove();
});

const loses = () =>
  until('it has lost Redis', async () => (await metric(servers.a, /^agl_redis_up (\d)/m)) === 0, PROMPT_S);

async function shown(): Promise<unknown> {
  const { body } = await call(servers.b, game.apiKey, 'GET', `/players/${playerId}`);
  return (body.preferences as { trial?: number }).trial;
}

/** Written on the server without Redis while the other holds, and has shown, what was before. */
async function write(): Promise<number> {
  trial += 1;
  await shown();
  await call(servers.a, game.apiKey, 'PATCH', `/players/${playerId}`, { preferences: { trial } });
  return trial;
}

async function shows(written: number): Promise<void> {
  await until(`trial ${written} is shown`, async () => (await shown()) === written, PROMPT_S);
}

describe('a server that alone has lost Redis', () => {
  beforeAll(async () => {
    gate.cut();
    await loses();
  });

  it('has the others show what it writes', async () => {
    for (let count = 0; count < 20; count += 1) await shows(await write());
  });

  it('has the others refuse a key that it revokes', async () => {
    const keys = `/games/${game.id}/keys`;
    const { id, key } = (await call(servers.a, ADMIN_KEY, 'POST', keys, { name: 'short-lived' })).body;
    const ask = async () => (await call(servers.b, String(key), 'GET', '/dialogue/languages')).status;
    expect(await ask()).toBe(200);
    await call(servers.a, ADMIN_KEY, 'DELETE', `${keys}/${String(id)}`);
    await until('the key is refused', async () => (await ask()) === 401, PROMPT_S);
  });

  it('goes on doing so when the connections that listen were cut', async () => {
    const client = new Client({ connectionString: servers.database.url });
    await client.connect();
    const listening = () =>
      client.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'agl-notifications'`,
      );
    const before = (await listening()).rows.map(({ pid }) => pid);
    expect(before).toHaveLength(2);
    for (const pid of before) await client.query('SELECT pg_terminate_backend($1)', [pid]);
    await until('both listen again', async () => {
      const now = (await listening()).rows.map(({ pid }) => pid);
      return now.length === 2 && !now.some((pid) => before.includes(pid));
    });
    await client.end();
    await shows(await write());
  });

  it('needs it no longer when Redis is back', async () => {
    gate.open();
    await servers.useRedis();
    const written = await write();
    expect(await shown()).toBe(written);
  });
});
