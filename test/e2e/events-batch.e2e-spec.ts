import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { NDJSON } from '../../src/common/body.middleware.js';
import { startApp, type TestApp } from '../support/app.js';
import { refusedFields } from '../support/problems.js';

let app: TestApp;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp();
  game = await app.createGame();
});

afterAll(() => app?.close());

const post = (body: object, key = game.apiKey) => app.as(key).post('/events').send(body);

const postBatch = (events: unknown[], key = game.apiKey) => app.as(key).post('/events/batch').send({ events });

describe('POST /events/batch', () => {
  it('takes the good events and says what is wrong with the others', async () => {
    const player = await app.createPlayer(game);
    const { body } = await postBatch([
      { playerId: player.id, type: 'player.kill', eventId: 'b1' },
      { playerId: player.id, type: 'player.kill', eventId: 'b2', data: { killCount: -4 } },
      {
        externalId: 'from-a-batch',
        type: 'player.lootlegendary',
        data: { item: 'Sunblade', rarity: 'legendary' },
        eventId: 'b3',
      },
      { playerId: player.id, type: 'player.kill', eventId: 'b1' },
      'not an event',
      { playerId: '01890000-0000-7000-8000-000000000000', type: 'player.kill', eventId: 'b5' },
    ]).expect(200);
    expect(body).toMatchObject({ accepted: 2, duplicates: 1, rejected: 3 });
    expect(body.results.map(({ index, status }: { index: number; status: string }) => [index, status])).toEqual([
      [0, 'accepted'],
      [1, 'rejected'],
      [2, 'accepted'],
      [3, 'duplicate'],
      [4, 'rejected'],
      [5, 'rejected'],
    ]);
    expect(body.results[1].error).toContain('data.killCount');
    const again = await postBatch([{ playerId: player.id, type: 'player.kill', eventId: 'b1' }]).expect(200);
    expect(again.body).toMatchObject({ accepted: 0, duplicates: 1 });
    const { body: found } = await app.as(game.apiKey).get('/players?externalId=from-a-batch').expect(200);
    const made = await app.as(game.apiKey).get(`/players/${found.items[0].id}`).expect(200);
    expect(made.body.stats).toMatchObject({ totalEvents: 1, totalMemories: 1 });
  });

  it('refuses more lines than events it takes, and does not read them one by one', async () => {
    const answer = await app
      .as(game.apiKey)
      .post('/events/batch')
      .set('Content-Type', 'application/x-ndjson')
      .serialize((value: unknown) => value as string)
      .send('x\n'.repeat(1_001));
    expect(refusedFields(answer)).toEqual(['events']);
  });

  it.each(['/%65vents/batch', '/EVENTS/Batch/', '/v1/events/b%61tch'])('takes NDJSON at %s too', async (path) => {
    const line = JSON.stringify({ externalId: 'spelt', type: 'player.kill' });
    const { body } = await app.as(game.apiKey).post(path).type(NDJSON).send(line).expect(200);
    expect(body).toMatchObject({ accepted: 1, rejected: 0 });
  });

  it('takes 1,000 events as gzipped NDJSON, keeps their order and spoils none for a broken line', async () => {
    const player = await app.createPlayer(game);
    const startedAt = Date.now() - 2_000_000;
    const lines = Array.from({ length: 999 }, (_, index) =>
      JSON.stringify({
        playerId: player.id,
        type: index % 2 === 0 ? 'player.kill' : 'player.death',
        eventId: `n${index}`,
        occurredAt: new Date(startedAt + index * 1000).toISOString(),
      }),
    );
    lines.splice(500, 0, '{"broken');
    const { body } = await app
      .as(game.apiKey)
      .post('/events/batch')
      .set('Content-Type', 'application/x-ndjson')
      .set('Content-Encoding', 'gzip')
      .serialize((value: unknown) => value as string)
      .send(gzipSync(lines.join('\n')) as unknown as string)
      .expect(200);
    expect(body).toMatchObject({ accepted: 999, duplicates: 0, rejected: 1 });
    expect(body.results[500]).toMatchObject({ status: 'rejected', error: 'is not valid JSON' });
    const read = await app.as(game.apiKey).get(`/players/${player.id}`).expect(200);
    expect(read.body.stats.totalEvents).toBe(999);
  });

  it('refuses an empty batch and one of 1,001', async () => {
    await postBatch([]).expect(400);
    await postBatch(Array.from({ length: 1001 }, () => ({}))).expect(400);
  });

  it('leaves the same mood as the events one by one', async () => {
    const types = ['player.victory', 'player.kill', 'player.defeat', 'player.betrayed', 'player.gift'];
    const startedAt = Date.now() - 60_000;
    const events = types.map((type, index) => ({ type, occurredAt: new Date(startedAt + index * 1000).toISOString() }));
    const single = await app.createPlayer(game);
    for (const event of events) await post({ playerId: single.id, ...event, respond: ['emotion'] }).expect(201);
    const batched = await app.createPlayer(game);
    await postBatch(events.map((event) => ({ playerId: batched.id, ...event }))).expect(200);
    const fields = 'mood,affinity,stats';
    const [one, many] = await Promise.all(
      [single, batched].map((player) => app.as(game.apiKey).get(`/players/${player.id}?fields=${fields}`)),
    );
    expect(many?.body.affinity).toBeCloseTo(one?.body.affinity, 1);
    expect(many?.body.mood.pleasure).toBeCloseTo(one?.body.mood.pleasure, 2);
    expect(many?.body.mood.arousal).toBeCloseTo(one?.body.mood.arousal, 2);
  });

  it('writes overlapping batches and single events at once without losing or doubling any', async () => {
    const players = await Promise.all([app.createPlayer(game), app.createPlayer(game)]);
    const events = Array.from({ length: 60 }, (_, index) => ({
      playerId: players[index % 2]?.id,
      type: 'player.assist',
      eventId: `overlap-${index}`,
    }));
    await Promise.all([
      postBatch(events).expect(200),
      postBatch(events.toReversed()).expect(200),
      ...events.slice(0, 20).map((event) => post(event)),
    ]);
    for (const player of players) {
      const { body } = await app.as(game.apiKey).get(`/players/${player.id}`).expect(200);
      expect(body.stats.totalEvents).toBe(30);
    }
  });
});
