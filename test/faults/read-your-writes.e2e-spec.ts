import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ServerProcess } from '../support/server-process.js';
import { until } from './cache-redis-server.js';
import { ADMIN_KEY, TwoServers, call, waits, type Answer } from './two-servers.js';

jest.setTimeout(120_000);

/** Of each kind of write, half of them from either server to the other. */
const TRIALS = 400;
/** At the same time, as servers have it. */
const LANES = 4;
/** Far above the 100 ms that a write may wait, on a busy machine too; far below the 2 s of a copy. */
const PROMPT_MS = 1_000;
/** For how long a copy is believed that nothing confirms. */
const BOUND_MS = 2_000;

let servers: TwoServers;
let game: { id: string; apiKey: string };
let playerNumber = 0;

beforeAll(async () => {
  servers = await TwoServers.start();
  const { body } = await call(servers.a, ADMIN_KEY, 'POST', '/games', { name: 'a game' });
  game = body as unknown as typeof game;
});

afterAll(async () => {
  await servers?.end();
});

async function newPlayer(): Promise<string> {
  const externalId = `player-${(playerNumber += 1)}`;
  return String((await call(servers.a, game.apiKey, 'POST', '/players', { externalId })).body.id);
}

function successful({ status, body }: Answer): Answer['body'] {
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body;
}

/** A trial: the reader holds what there is, the writer changes it; answers what the reader shows then, and what it should. */
type Trial = (writer: ServerProcess, reader: ServerProcess, playerId: string, trial: number) => Promise<unknown[]>;

const as = (server: ServerProcess, method: string, route: string, body?: object) =>
  call(server, game.apiKey, method, route, body).then(successful);
const view = (server: ServerProcess, playerId: string) => as(server, 'GET', `/players/${playerId}`);

const kinds: Record<string, Trial> = {
  async 'PATCH of a player'(writer, reader, playerId, trial) {
    await view(reader, playerId);
    await as(writer, 'PATCH', `/players/${playerId}`, { preferences: { trial } });
    return [(await view(reader, playerId)).preferences, { trial }];
  },
  async 'POST of an event'(writer, reader, playerId) {
    const before = (await view(reader, playerId)).stats as { totalEvents: number };
    await as(writer, 'POST', '/events', { playerId, type: 'player.kill', data: { enemy: 'Gravemaw' } });
    const after = (await view(reader, playerId)).stats as { totalEvents: number };
    return [after.totalEvents, before.totalEvents + 1];
  },
  async 'POST of a memory'(writer, reader, playerId, trial) {
    await view(reader, playerId);
    const content = `Met the ${trial}th merchant of the old tower.`;
    await as(writer, 'POST', `/players/${playerId}/memories`, { type: 'social', content });
    const [newest] = (await view(reader, playerId)).recentMemories as { content: string }[];
    return [newest?.content, content];
  },
  async 'PATCH of a game'(writer, reader, _playerId, trial) {
    // Of its own, as lanes write at the same time.
    const { id } = successful(await call(writer, ADMIN_KEY, 'POST', '/games', { name: 'before' }));
    successful(await call(reader, ADMIN_KEY, 'GET', `/games/${String(id)}`));
    successful(await call(writer, ADMIN_KEY, 'PATCH', `/games/${String(id)}`, { name: `after ${trial}` }));
    return [(await call(reader, ADMIN_KEY, 'GET', `/games/${String(id)}`)).body.name, `after ${trial}`];
  },
  async 'DELETE of a key'(writer, reader) {
    const keys = `/games/${game.id}/keys`;
    const { id, key } = successful(await call(writer, ADMIN_KEY, 'POST', keys, { name: 'short-lived' }));
    const known = await call(reader, String(key), 'GET', '/dialogue/languages');
    successful(await call(writer, ADMIN_KEY, 'DELETE', `${keys}/${String(id)}`));
    const revoked = await call(reader, String(key), 'GET', '/dialogue/languages');
    return [[known.status, revoked.status].join(), '200,401'];
  },
};

/**
 * Runs the trials over all lanes; answers those in which the reader showed something else than what was written. On a
 * machine so busy that a process stands still for 100 ms a writer gives up on it, and says so: that many are let off.
 */
async function stale(run: Trial, trials: number): Promise<unknown[]> {
  const before = await givenUp();
  const found: unknown[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    const playerId = await newPlayer();
    while (next < trials) {
      const trial = (next += 1);
      const [writer, reader] = trial % 2 === 0 ? [servers.a, servers.b] : [servers.b, servers.a];
      const [shown, written] = await run(writer, reader, playerId, trial);
      if (JSON.stringify(shown) !== JSON.stringify(written)) found.push({ trial, shown, written });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return found.slice((await givenUp()) - before);
}

/** Writes that were answered although it was not known that the other server had heard of them. */
async function givenUp(): Promise<number> {
  let count = 0;
  for (const server of [servers.a, servers.b]) {
    count += (await waits(server, 'given up')) + (await waits(server, 'passed over'));
  }
  return count;
}

const patchAndTime = async (writer: ServerProcess, playerId: string, trial: number): Promise<number> => {
  const answer = await call(writer, game.apiKey, 'PATCH', `/players/${playerId}`, { preferences: { trial } });
  successful(answer);
  return answer.milliseconds;
};

async function shows(server: ServerProcess, playerId: string, trial: number): Promise<boolean> {
  return ((await view(server, playerId)).preferences as { trial?: number }).trial === trial;
}

describe('what is written on one of two servers', () => {
  it.each(Object.entries(kinds))('is what the other shows next: %s', async (_name, run) => {
    expect(await stale(run, TRIALS)).toEqual([]);
  });

  it('was heard by the other each time', async () => {
    expect(await waits(servers.a, 'answered')).toBeGreaterThan(TRIALS);
    expect(await givenUp()).toBeLessThan(TRIALS / 10);
  });
});

describe('a server that is frozen', () => {
  it('holds the writes of the other up for a moment and no longer, and shows nothing old for long', async () => {
    const { a, b } = servers;
    const playerId = await newPlayer();
    await patchAndTime(a, playerId, 0);
    expect(await shows(b, playerId, 0)).toBe(true);
    b.child.kill('SIGSTOP');
    const times: number[] = [];
    for (let trial = 1; trial <= 10; trial += 1) times.push(await patchAndTime(a, playerId, trial));
    expect(Math.max(...times)).toBeLessThan(PROMPT_MS);
    expect(await waits(a, 'given up')).toBeGreaterThan(0);
    expect(await waits(a, 'passed over')).toBeGreaterThan(0);
    expect(await shows(a, playerId, 10)).toBe(true);
    b.child.kill('SIGCONT');
    const resumedAt = performance.now();
    await until('the other shows it', () => shows(b, playerId, 10));
    expect(performance.now() - resumedAt).toBeLessThan(BOUND_MS);
  });

  it('is waited for again when it answers', async () => {
    const playerId = await newPlayer();
    const before = await waits(servers.a, 'answered');
    await until('a write is acknowledged', async () => {
      await patchAndTime(servers.a, playerId, 0);
      return (await waits(servers.a, 'answered')) > before;
    });
    expect(await stale(kinds['PATCH of a player']!, TRIALS / 4)).toEqual([]);
  });
});

describe('a Redis that is killed', () => {
  it('stops no write, and nothing old is shown for long', async () => {
    const { a, b, redis } = servers;
    const playerId = await newPlayer();
    await patchAndTime(a, playerId, 0);
    expect(await shows(b, playerId, 0)).toBe(true);
    await redis.crash();
    for (let trial = 1; trial <= 10; trial += 1) {
      expect(await patchAndTime(a, playerId, trial)).toBeLessThan(PROMPT_MS);
      expect(await shows(a, playerId, trial)).toBe(true);
    }
    const writtenAt = performance.now();
    await until('the other shows it', () => shows(b, playerId, 10));
    expect(performance.now() - writtenAt).toBeLessThan(BOUND_MS + PROMPT_MS);
  });

  it('is used again when it is back', async () => {
    const { a, b } = servers;
    await servers.redis.start();
    await servers.useRedis();
    const playerId = await newPlayer();
    for (const server of [a, b]) {
      const before = await waits(server, 'answered');
      await until('a write is acknowledged', async () => {
        await patchAndTime(server, playerId, 0);
        return (await waits(server, 'answered')) > before;
      });
    }
    expect(await stale(kinds['DELETE of a key']!, TRIALS / 4)).toEqual([]);
  });
});
