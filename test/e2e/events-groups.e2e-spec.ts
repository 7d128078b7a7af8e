import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;
let game: { id: string; apiKey: string };
let database: Client;

beforeAll(async () => {
  app = await startApp();
  game = await app.createGame();
  database = new Client({ connectionString: app.databaseUrl });
  await database.connect();
}, 30_000);

afterAll(async () => {
  await database?.end();
  await app?.close();
});

const post = (body: object) => app.as(game.apiKey).post('/events').send(body);
const players = (count: number) => Promise.all(Array.from({ length: count }, () => app.createPlayer(game)));
const BOSS = { type: 'player.bosskill', data: { enemy: 'Gravemaw', isFirstTime: true, rarity: 'legendary' } };

async function stored(playerId: string) {
  const { rows } = await database.query<{
    events: number;
    totalEvents: number;
    memories: number;
    totalMemories: number;
    vectors: number;
    metrics: number;
  }>(
    `SELECT (SELECT count(*) FROM game_events WHERE player_id = $1)::int AS events, total_events AS "totalEvents",
            (SELECT count(*) FROM memories WHERE player_id = $1)::int AS memories, total_memories AS "totalMemories",
            (SELECT count(*) FROM memory_vectors WHERE player_id = $1)::int AS vectors,
            (SELECT count(*) FROM service_metrics WHERE player_id = $1)::int AS metrics
       FROM player_states WHERE player_id = $1`,
    [playerId],
  );
  return rows[0];
}

describe('events that arrive at once', () => {
  it('each get their own answer, whatever becomes of the others', async () => {
    const [first, second, third] = await players(3);
    const gone = await app.createPlayer(game);
    await app.as(game.apiKey).delete(`/players/${gone.id}`).expect(200);
    const answers = await Promise.all([
      post({ playerId: first!.id, type: 'player.kill', eventId: 'at-once-1' }),
      post({ playerId: gone.id, type: 'player.kill' }),
      post({ playerId: second!.id, ...BOSS }),
      // The same eventId of two players: one of them was first, the other gets that one's answer.
      post({ playerId: second!.id, type: 'player.victory', eventId: 'at-once-2' }),
      post({ playerId: third!.id, type: 'player.defeat', eventId: 'at-once-2' }),
      post({ playerId: first!.id, type: 'player.kill', eventId: 'at-once-1' }),
      post({ externalId: 'made-at-once', type: 'player.kill' }),
      post({ externalId: 'made-at-once', type: 'player.death' }),
    ]);
    const statuses = answers.map(({ status }) => status);
    expect(statuses[1]).toBe(404);
    expect(statuses[2]).toBe(201);
    expect([statuses[0], statuses[5]].sort()).toEqual([200, 201]);
    expect([statuses[3], statuses[4]].sort()).toEqual([200, 201]);
    expect(answers[3]!.body.id).toBe(answers[4]!.body.id);
    expect(answers[0]!.body.id).toBe(answers[5]!.body.id);
    expect(statuses.slice(6)).toEqual([201, 201]);
    expect(answers[6]!.body.playerId).toBe(answers[7]!.body.playerId);
    expect(answers[2]!.body.memory).toEqual({ id: expect.any(String), importance: expect.any(Number) });
    expect(await stored(first!.id)).toMatchObject({ events: 1, totalEvents: 1 });
    expect(await stored(answers[6]!.body.playerId)).toMatchObject({ events: 2, totalEvents: 2 });
  });

  it('of many players and a few of one are all kept, each once, in the order of each player', async () => {
    const many = await players(12);
    const [one] = many;
    const work = [...many, ...many.slice(0, 4), one!, one!].flatMap(({ id: playerId }, i) => [
      { playerId, type: 'player.kill', eventId: `many-${i}-kill` },
      { playerId, ...BOSS, eventId: `many-${i}-boss` },
    ]);
    const answers = await Promise.all(work.map((body) => post(body).expect(201)));
    for (const { id } of many) {
      const own = answers.filter(({ body }) => body.playerId === id);
      const state = await stored(id);
      expect(state).toMatchObject({ events: own.length, totalEvents: own.length });
      expect(state?.memories).toBe(state?.totalMemories);
      expect(state?.vectors).toBe(state?.memories);
      // What was told twice is one memory.
      const remembered = own.flatMap(({ body }) => (body.memory === null ? [] : [body.memory.id as string]));
      expect(new Set(remembered).size).toBe(state?.memories);
    }
  });

  it('keep the reaction as it was answered, with its memory', async () => {
    const many = await players(6);
    const answers = await Promise.all(many.map(({ id }) => post({ playerId: id, ...BOSS }).expect(201)));
    for (const { body } of answers) {
      const { rows } = await database.query<{ reaction: object }>('SELECT reaction FROM game_events WHERE id = $1', [
        body.id,
      ]);
      expect(rows[0]?.reaction).toEqual(body);
    }
  });

  it('told again, make what stands stronger, and what they call to mind too, each once', async () => {
    const player = await app.createPlayer(game);
    const first = (await post({ playerId: player.id, ...BOSS }).expect(201)).body;
    const again = (await post({ playerId: player.id, ...BOSS }).expect(201)).body;
    expect(again.memory.id).toBe(first.memory.id);
    expect(again.dialogue.memoryIds).toContain(first.memory.id);
    const { rows } = await database.query('SELECT strength, last_recalled_at FROM memories WHERE id = $1', [
      first.memory.id,
    ]);
    expect(rows).toEqual([{ strength: 2, last_recalled_at: expect.any(Date) }]);
    expect(await stored(player.id)).toMatchObject({ memories: 1, totalMemories: 1, totalEvents: 2 });
    // Recalled a moment ago: only what is told counts.
    await post({ playerId: player.id, ...BOSS }).expect(201);
    const later = await database.query('SELECT strength FROM memories WHERE id = $1', [first.memory.id]);
    expect(later.rows).toEqual([{ strength: 3 }]);
  });

  it('do not wait for one whose state somebody else holds', async () => {
    const [held, ...others] = await players(6);
    await database.query('BEGIN');
    await database.query('SELECT 1 FROM player_states WHERE player_id = $1 FOR UPDATE', [held!.id]);
    let isAnswered = false;
    const waiting = post({ playerId: held!.id, type: 'player.kill' }).then((answer) => {
      isAnswered = true;
      return answer;
    });
    const answers = await Promise.all(others.map(({ id }) => post({ playerId: id, type: 'player.kill' })));
    expect(answers.map(({ status }) => status)).toEqual(others.map(() => 201));
    expect(isAnswered).toBe(false);
    await database.query('COMMIT');
    expect((await waiting).status).toBe(201);
    expect(await stored(held!.id)).toMatchObject({ events: 1, totalEvents: 1 });
  });

  it('of a player who is erased meanwhile leave nothing behind, and the others keep theirs', async () => {
    const many = await players(8);
    const [leaving] = many;
    const [erased, ...answers] = await Promise.all([
      app.as(game.apiKey).delete(`/players/${leaving!.id}`),
      ...Array.from({ length: 5 }, () => many.map(({ id }) => post({ playerId: id, ...BOSS }))).flat(),
    ]);
    expect(erased.status).toBe(200);
    for (const { status, body } of answers.filter(({ body }) => body.playerId === leaving!.id)) {
      expect([201, 404]).toContain(status);
      expect(body.playerId).toBe(leaving!.id);
    }
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(35);
    const { rows } = await database.query(
      `SELECT (SELECT count(*) FROM game_events WHERE player_id = $1) + (SELECT count(*) FROM memories WHERE player_id = $1)
            + (SELECT count(*) FROM service_metrics WHERE player_id = $1)
            + (SELECT count(*) FROM memory_vectors WHERE player_id = $1) AS left`,
      [leaving!.id],
    );
    expect(rows).toEqual([{ left: '0' }]);
    for (const { id } of many.slice(1)) expect(await stored(id)).toMatchObject({ events: 5, totalEvents: 5 });
  });
});
