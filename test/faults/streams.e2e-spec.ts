import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { EventStream, type EventStreamOptions } from '../support/event-stream.js';
import { eventually } from '../support/eventually.js';
import { RedisServer, TcpGate } from './cache-redis-server.js';

/** A machine that is busy with other things answers slowly. */
jest.setTimeout(60_000);

let redis: RedisServer;
let gate: TcpGate;
let first: TestApp;
let second: TestApp;
let game: { id: string; apiKey: string };
let mira: { id: string };
let open: EventStream[] = [];

beforeAll(async () => {
  redis = await RedisServer.create();
  first = await startApp({ redisUrl: redis.url, env: { STREAM_HEARTBEAT_MS: '100' } });
  gate = await TcpGate.before(redis.port);
  second = await startApp({ redisUrl: gate.url, databaseUrl: first.databaseUrl });
  game = await first.createGame();
  mira = await first.createPlayer(game);
});

afterEach(() => {
  for (const stream of open) stream.close();
  open = [];
});

afterAll(async () => {
  await second.close();
  await first.close();
  await gate.remove();
  await redis.remove();
});

async function listen(app: TestApp, route: string, options?: EventStreamOptions): Promise<EventStream> {
  const stream = await EventStream.open(app.url, route, game.apiKey, options);
  open.push(stream);
  return stream;
}

const post = (app: TestApp, eventId: string) =>
  app.as(game.apiKey).post('/events').send({ playerId: mira.id, type: 'player.kill', eventId }).expect(201);

/** Waits until an event that is posted at one instance is told at the other. */
async function together(at: TestApp, stream: EventStream, name: string): Promise<boolean> {
  let tries = 0;
  return eventually(
    async () => {
      tries += 1;
      await post(at, `${name} ${tries}`);
      return stream.eventIds.some((eventId) => String(eventId).startsWith(name));
    },
    true,
    20_000,
  );
}

describe('two instances with one Redis', () => {
  it('tell the events of both to the readers of both, in one order and with the same ids', async () => {
    const streams = [await listen(first, `/games/${game.id}/stream`), await listen(second, `/games/${game.id}/stream`)];
    const ofPlayer = await listen(second, `/players/${mira.id}/stream`);
    const sent = Array.from({ length: 40 }, (_, place) => `both ${place}`);
    for (const [place, eventId] of sent.entries()) await post(place % 2 === 0 ? first : second, eventId);
    for (const stream of [...streams, ofPlayer]) {
      expect(await stream.count(40)).toBe(40);
      expect(stream.eventIds).toEqual(sent);
    }
    expect(streams[0]?.events).toEqual(streams[1]?.events);
  });

  it('let a reader of one go on at the other', async () => {
    const before = await listen(first, `/players/${mira.id}/stream`);
    await post(first, 'before');
    await before.count(1);
    before.close();
    await post(first, 'between 1');
    await post(second, 'between 2');
    const after = await listen(second, `/players/${mira.id}/stream`, { lastEventId: before.lastId });
    await post(first, 'after');
    await after.count(3);
    expect(after.eventIds).toEqual(['between 1', 'between 2', 'after']);
    expect(after.ofName('gap')).toEqual([]);
  });

  it('end the stream of a player whom either has erased, and keep nothing of theirs in Redis', async () => {
    const player = await first.createPlayer(game);
    const stream = await listen(second, `/players/${player.id}/stream`);
    await first.as(game.apiKey).post('/events').send({ playerId: player.id, type: 'player.kill' }).expect(201);
    await stream.count(1);
    await first.as(game.apiKey).delete(`/players/${player.id}`).expect(200);
    expect(await stream.over(8000)).toBe(true);
    expect(stream.events.at(-1)).toMatchObject({ event: 'end', data: { reason: 'gone' } });
    const ofPlayer = async () => {
      const all = await listen(first, `/games/${game.id}/stream`, { lastEventId: '1-0' });
      expect(await eventually(() => Promise.resolve(all.comments > 0), true)).toBe(true);
      all.close();
      return JSON.stringify(all.events).includes(player.id);
    };
    expect(await eventually(ofPlayer, false)).toBe(false);
  });
});

describe.each(['cut', 'stall'] as const)('when one instance loses its connections to Redis (%s)', (loss) => {
  it('its readers get what they missed, from the log: in order, once, without a gap', async () => {
    const stream = await listen(second, `/games/${game.id}/stream`);
    await post(first, `${loss} before`);
    await stream.count(1);
    gate[loss]();
    const missed = Array.from({ length: 20 }, (_, place) => `${loss} missed ${place}`);
    for (const eventId of missed) await post(first, eventId);
    expect(stream.eventIds).toEqual([`${loss} before`]);
    gate.open();
    expect(await stream.count(21)).toBe(21);
    expect(stream.eventIds).toEqual([`${loss} before`, ...missed]);
    expect(await together(first, stream, `${loss} after`)).toBe(true);
    expect(stream.ofName('gap')).toEqual([]);
  });
});

describe.each(['crash', 'pause'] as const)('when Redis is lost (%s)', (loss) => {
  it('each instance tells its own events to its own readers, once; then all is as before, with a gap said', async () => {
    const here = await listen(first, `/games/${game.id}/stream`);
    const there = await listen(second, `/games/${game.id}/stream`);
    await post(first, `${loss} before`);
    await Promise.all([here.count(1), there.count(1)]);
    const quiet = await first.createGame();
    if (loss === 'crash') await redis.crash();
    else redis.pause();
    const lost = Array.from({ length: 10 }, (_, place) => `${loss} lost ${place}`);
    for (const eventId of lost) await post(first, eventId);
    expect(await here.count(11)).toBe(11);
    expect(here.eventIds).toEqual([`${loss} before`, ...lost]);
    const late = await listen(first, `/games/${game.id}/stream`, { lastEventId: here.lastId });
    await late.count(1);
    expect(late.events[0]?.event).toBe('gap');
    const fresh = await EventStream.open(second.url, `/games/${quiet.id}/stream`, quiet.apiKey);
    open.push(fresh);
    if (loss === 'crash') await redis.start();
    else redis.resume();
    expect(await together(second, here, `${loss} again`)).toBe(true);
    expect(await together(first, there, `${loss} and back`)).toBe(true);
    expect(await eventually(() => Promise.resolve(there.ofName('gap').length > 0), true)).toBe(true);
    // Nobody knows what the other instance did meanwhile.
    expect(await fresh.count(1)).toBe(1);
    expect(fresh.events[0]?.event).toBe('gap');
    for (const stream of [here, there, late]) {
      expect(new Set(stream.eventIds).size).toBe(stream.eventIds.length);
    }
    await post(first, `${loss} settled`);
    const isSettled = () => Promise.resolve(here.eventIds.includes(`${loss} settled`));
    expect(await eventually(isSettled, true)).toBe(true);
    const resumed = await listen(second, `/games/${game.id}/stream`, { lastEventId: here.lastId });
    await post(first, `${loss} resumed`);
    await resumed.count(1);
    expect(resumed.eventIds).toEqual([`${loss} resumed`]);
  });
});
