import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cacheKeys } from '../../src/cache/cache-keys.tables.js';
import { CacheService } from '../../src/cache/cache.service.js';
import { EventRepository } from '../../src/events/event.repository.js';
import { PrismaService } from '../../src/prisma/prisma.service.js';
import { startApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { answering, LEGENDARY, startLlmApp, type LlmApp } from '../support/llm-app.js';

let llm: LlmApp;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  llm = await startLlmApp({ env: { LLM_TIMEOUT_MS: '20000', DB_POOL_SIZE: '3' } });
  game = await llm.app.createGame();
});
afterAll(() => llm?.close());

it('nobody waits while models are asked: neither others’ events nor the database', async () => {
  const waiting = 12;
  llm.model.script({ kind: 'delay', ms: 6000, next: answering('Finally, that was worth the wait.') });
  const order: string[] = [];
  const slow = Array.from({ length: waiting }, async (_, n) => {
    const { dialogue } = await llm.react(game, { externalId: `slow-${n}`, ...LEGENDARY });
    order.push(dialogue!.method);
  });
  expect(await eventually(async () => llm.model.calls.length, waiting)).toBe(waiting);
  const kill = { type: 'player.kill', data: { killCount: 1, isFirstTime: false, count: 3 } };
  for (let n = 0; n < 10; n += 1) {
    await llm.react(game, { externalId: `quick-${n}`, ...kill });
    order.push('quick');
  }
  await Promise.all(slow);
  expect(order).toEqual([...Array<string>(10).fill('quick'), ...Array<string>(waiting).fill('llm')]);
}, 30_000);

it('an event that is sent twice while a model is asked is paid for once', async () => {
  llm.model.script({ kind: 'delay', ms: 100, next: answering('Once is enough for this one.') });
  llm.model.calls.length = 0;
  const player = await llm.app.createPlayer(game);
  const body = { playerId: player.id, eventId: 'twice', ...LEGENDARY };
  const answers = await Promise.all([1, 2].map(() => llm.app.as(game.apiKey).post('/events').send(body)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 201]);
  expect(answers.map((answer) => answer.body.dialogue.text)).toEqual(Array(2).fill('Once is enough for this one.'));
  expect(llm.model.calls).toHaveLength(1);
});

it('the lines of a player go when it is erased', async () => {
  llm.model.script(answering('Dawnbreaker is yours, and only yours.'));
  const player = await llm.app.createPlayer(game);
  await llm.react(game, { playerId: player.id, ...LEGENDARY });
  const kept = () => llm.app.nest.get(CacheService).get(cacheKeys.dialogue(`player-${player.id}`));
  expect(JSON.stringify(await kept())).toContain('Dawnbreaker is yours');
  await llm.app.as(game.apiKey).delete(`/players/${player.id}`).expect(200);
  expect(await kept()).toBeUndefined();
});

it('a player who is erased by another instance while a model is asked leaves no line, and its cost to the game', async () => {
  const other = await startApp({ databaseUrl: llm.app.databaseUrl });
  try {
    const player = await llm.app.createPlayer(game);
    const erase = () => Promise.resolve(other.as(game.apiKey).delete(`/players/${player.id}`).expect(200));
    let erased: Promise<unknown> | undefined;
    llm.model.script(() => {
      erased ??= erase();
      return { kind: 'delay', ms: 1000, next: answering('Dawnbreaker shines for nobody now.') };
    });
    await llm.app
      .as(game.apiKey)
      .post('/events')
      .send({ playerId: player.id, ...LEGENDARY })
      .expect(404);
    await erased;
    const kept = await llm.app.nest.get(CacheService).get(cacheKeys.dialogue(`player-${player.id}`));
    expect(kept).toBeUndefined();
    const lost = async () => {
      const rows = await llm.app.nest
        .get(PrismaService)
        .query<{ service: string; player_id: string | null }>(
          '',
          `SELECT service, player_id FROM service_metrics WHERE game_id = $1 AND error = 'superseded' AND cost_usd > 0`,
          [game.id],
        );
      return rows.map(({ service, player_id: playerId }) => `${service} of ${playerId}`).join();
    };
    expect(await eventually(lost, 'dialogue of null')).toBe('dialogue of null');
  } finally {
    await other.close();
  }
});

it('a line that comes late waits for whoever holds the player, and holds nothing that they want', async () => {
  const { id: playerId } = await llm.app.createPlayer(game);
  const { id, dialogue } = await llm.react(game, { playerId, type: 'player.victory' });
  const prisma = llm.app.nest.get(PrismaService);
  const line = { id, playerId, lineId: 'llm:late', dialogue, costUsd: 0.001 };
  const waiting = async () => {
    const rows = await prisma.query(
      '',
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      [],
    );
    return rows.length;
  };
  let storing: Promise<boolean> | undefined;
  await prisma.transaction(async (tx) => {
    await tx.query('', 'SELECT 1 FROM player_states WHERE player_id = $1 FOR UPDATE', [playerId]);
    storing = llm.app.nest.get(EventRepository).storeLine(line);
    expect(await eventually(waiting, 1)).toBe(1);
    await tx.query('', `SET LOCAL lock_timeout = '500ms'`, []);
    await tx.query('', 'SELECT 1 FROM game_events WHERE player_id = $1 FOR UPDATE', [playerId]);
  });
  expect(await storing).toBe(true);
});
