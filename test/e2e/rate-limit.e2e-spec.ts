import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { Clock } from '../../src/common/clock.js';
import { eventually } from '../support/eventually.js';
import { startApp, type TestApp } from '../support/app.js';
import { problemOf, refusedFields } from '../support/problems.js';

/** A monotonic clock that goes on when it is told to. */
class StandingClock extends Clock {
  private elapsedMs = 1_000_000;

  override monotonicMs(): number {
    return this.elapsedMs;
  }

  goOn(milliseconds: number): void {
    this.elapsedMs += milliseconds;
  }
}

const clock = new StandingClock();
let app: TestApp;

beforeAll(async () => {
  // Without Redis, whose own clock cannot be made to stand.
  app = await startApp({ clock, redis: false, env: { RATE_LIMIT_RPS: '4', RATE_LIMIT_BURST: '20' } });
});

afterAll(() => app?.close());

/** Sends so many requests at once; the statuses that were answered, sorted. */
async function statuses(key: string, count: number): Promise<number[]> {
  const answers = await Promise.all(Array.from({ length: count }, () => app.as(key).get('/players?limit=1')));
  return answers.map(({ status }) => status).toSorted((a, b) => a - b);
}

const headersOf = ({ headers }: Response) => [headers['ratelimit-policy'], headers['ratelimit']];

describe('the limit of a key', () => {
  it('lets the burst through, then answers 429 with the wait after which it lets one through again', async () => {
    const { apiKey } = await app.createGame({ rateLimit: { rps: 1, burst: 5 } });
    expect(await statuses(apiKey, 5)).toEqual([200, 200, 200, 200, 200]);
    const refused = await app.as(apiKey).get('/players');
    problemOf(refused, 429, 'RATE_LIMITED');
    expect(refused.headers['retry-after']).toBe('1');
    expect(headersOf(refused)).toEqual(['"key";q=5;w=5', '"key";r=0;t=5']);
    clock.goOn(999);
    await app.as(apiKey).get('/players').expect(429);
    clock.goOn(1);
    await app.as(apiKey).get('/players').expect(200);
    await app.as(apiKey).get('/players').expect(429);
  });

  it('names whole seconds, rounded up', async () => {
    const { apiKey } = await app.createGame({ rateLimit: { rps: 1, burst: 1 } });
    await app.as(apiKey).get('/players').expect(200);
    clock.goOn(1);
    expect((await app.as(apiKey).get('/players')).headers['retry-after']).toBe('1');
  });

  it('is told with every answer, an error too', async () => {
    const { apiKey } = await app.createGame({ rateLimit: { rps: 2, burst: 10 } });
    const answers = [
      await app.as(apiKey).get('/players').expect(200),
      await app.as(apiKey).post('/players').send({}).expect(400),
      await app.as(apiKey).get('/games').expect(403),
    ];
    // The last is refused by the guard of the keys, which comes first.
    expect(answers.map(headersOf)).toEqual([
      ['"key";q=10;w=5', '"key";r=9;t=1'],
      ['"key";q=10;w=5', '"key";r=8;t=1'],
      [undefined, undefined],
    ]);
  });

  it("is each key's own", async () => {
    const game = await app.createGame({ rateLimit: { rps: 1, burst: 2 } });
    const { body } = await app.as().post(`/games/${game.id}/keys`).send({ name: 'second' }).expect(201);
    expect(await statuses(game.apiKey, 3)).toEqual([200, 200, 429]);
    expect(await statuses((body as { key: string }).key, 3)).toEqual([200, 200, 429]);
    clock.goOn(60_000);
  });

  it('is the default where the game sets none, and counts for the administrator too', async () => {
    const { apiKey } = await app.createGame();
    expect((await statuses(apiKey, 21)).filter((status) => status === 429)).toHaveLength(1);
    clock.goOn(60_000);
    const admin = await Promise.all(Array.from({ length: 23 }, () => app.as().get('/games?limit=1')));
    expect(admin.filter(({ status }) => status === 429)).toHaveLength(3);
    clock.goOn(60_000);
  });

  it('follows the game within a second when it is changed', async () => {
    const game = await app.createGame({ rateLimit: { rps: 1, burst: 1 } });
    expect(await statuses(game.apiKey, 2)).toEqual([200, 429]);
    await app
      .as()
      .patch(`/games/${game.id}`)
      .send({ config: { rateLimit: { rps: 100, burst: 300 } } })
      .expect(200);
    clock.goOn(1000);
    const policy = async () => headersOf(await app.as(game.apiKey).get('/players'))[0];
    expect(await eventually(policy, '"key";q=300;w=3')).toBe('"key";q=300;w=3');
    await app
      .as()
      .patch(`/games/${game.id}`)
      .send({ config: { rateLimit: null } })
      .expect(200);
    clock.goOn(1000);
    expect(await eventually(policy, '"key";q=20;w=5')).toBe('"key";q=20;w=5');
    clock.goOn(60_000);
  });

  it('holds no public route, and counts what it refused', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => app.as().get('/health/live')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers.flatMap(headersOf).filter((header) => header !== undefined)).toEqual([]);
    const { text } = await app.as().get('/metrics').expect(200);
    expect(text).toMatch(/^agl_rate_limited_total\{scope="game"\} [1-9]/m);
    expect(text).toContain('agl_rate_limited_total{scope="admin"} 3');
  });
});

describe("a game's own limit", () => {
  it.each([
    { rps: 0, burst: 1 },
    { rps: 1.5, burst: 1 },
    { rps: 1 },
    { rps: 1, burst: 1_000_001 },
    { rps: '1', burst: 1 },
  ])('is not %j', async (rateLimit) => {
    const answer = await app.as().post('/games').send({ name: 'a game', config: { rateLimit } });
    expect(refusedFields(answer)).toEqual([expect.stringMatching(/^config\.rateLimit/)]);
    clock.goOn(1000);
  });
});
