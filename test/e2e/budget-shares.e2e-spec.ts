import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { LlmShares } from '../../src/budget/llm-shares.service.js';
import { FixedClock, startApp, type TestApp } from '../support/app.js';
import { redisDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';

const REQUESTS = 200;
/** 15 % of the requests. */
const ALLOWED = 30;

let apps: TestApp[];
let redis: Redis;
let one: LlmShares;
let two: LlmShares;

beforeAll(async () => {
  const { url } = await redisDatabase();
  redis = new Redis(url);
  const clock = new FixedClock(new Date());
  const first = await startApp({ redisUrl: url, clock });
  apps = [first, await startApp({ redisUrl: url, clock, databaseUrl: first.databaseUrl })];
  [one, two] = apps.map(({ nest }) => nest.get(LlmShares, { strict: false })) as [LlmShares, LlmShares];
});

afterAll(async () => {
  redis?.disconnect();
  for (const app of apps?.toReversed() ?? []) await app.close();
});

/** A game with requests at the one instance, of which the other has heard. */
async function gameWithRequests(): Promise<string> {
  const gameId = randomUUID();
  for (let n = 0; n < REQUESTS; n += 1) one.countRequest(gameId, 'dialogue');
  const heard = async () => (await two.hour(gameId, 'dialogue')).requests;
  expect(await eventually(heard, REQUESTS)).toBe(REQUESTS);
  return gameId;
}

async function claimBy(each: number, gameId: string): Promise<number> {
  const claims = [one, two].flatMap((shares) => Array.from({ length: each }, () => shares.claim(gameId, 'dialogue')));
  return (await Promise.all(claims)).filter((claim) => claim !== null).length;
}

describe('the share of calls over two instances', () => {
  it('is that of all their requests, however many ask at once', async () => {
    const gameId = await gameWithRequests();
    expect(await claimBy(60, gameId)).toBe(ALLOWED);
    expect(await claimBy(5, gameId)).toBe(0);
    for (const shares of [one, two]) {
      expect(await shares.hour(gameId, 'dialogue')).toEqual({ requests: REQUESTS, calls: ALLOWED });
    }
  });

  it('gives back a call that was not made', async () => {
    const gameId = await gameWithRequests();
    const claim = await one.claim(gameId, 'dialogue');
    expect(await claimBy(60, gameId)).toBe(ALLOWED - 1);
    one.release(gameId, 'dialogue', claim!);
    const known = async () => (await one.hour(gameId, 'dialogue')).calls + (await two.hour(gameId, 'dialogue')).calls;
    expect(await eventually(known, 2 * (ALLOWED - 1))).toBe(2 * (ALLOWED - 1));
    expect(await claimBy(5, gameId)).toBe(1);
  });

  it('is remembered when Redis loses its counts', async () => {
    const gameId = await gameWithRequests();
    expect(await claimBy(60, gameId)).toBe(ALLOWED);
    for (const shares of [one, two]) await shares.hour(gameId, 'dialogue');
    await redis.flushdb();
    expect(await claimBy(20, gameId)).toBe(0);
    for (const shares of [one, two]) {
      expect(await shares.hour(gameId, 'dialogue')).toEqual({ requests: REQUESTS, calls: ALLOWED });
    }
    expect(await claimBy(20, gameId)).toBe(0);
  });

  it('is not passed by many who ask at the moment when Redis has lost its counts', async () => {
    const gameId = await gameWithRequests();
    expect(await claimBy(12, gameId)).toBe(24);
    for (const shares of [one, two]) await shares.hour(gameId, 'dialogue');
    await redis.flushdb();
    // Each knows what was before, and not yet what the other lets through now.
    expect(await claimBy(20, gameId)).toBeLessThanOrEqual(2 * (ALLOWED - 24));
  });

  it('lies in Redis for no longer than it is of use', async () => {
    const gameId = await gameWithRequests();
    const lifetime = await redis.ttl(`agl:llm-share:${gameId}:dialogue`);
    expect(lifetime).toBeGreaterThan(3_600);
    expect(lifetime).toBeLessThanOrEqual(7_200);
  });
});
