import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PrismaService } from '../../src/prisma/prisma.service.js';
import type { TransactionScope } from '../../src/prisma/transaction.js';
import { eventually } from '../support/eventually.js';
import { answering, LEGENDARY, startLlmApp, type LlmApp } from '../support/llm-app.js';
import { problemOf } from '../support/problems.js';

/** Where a player's data may be. */
const TABLES = ['player_states', 'game_events', 'memories', 'memory_vectors', 'memory_outbox', 'player_lines'] as const;

let llm: LlmApp;
let prisma: PrismaService;
let game: { id: string; apiKey: string };
let player: { id: string; externalId: string };

beforeAll(async () => {
  llm = await startLlmApp({ env: { LLM_TIMEOUT_MS: '20000' } });
  prisma = llm.app.nest.get(PrismaService);
});
afterAll(() => llm?.close());
beforeEach(async () => {
  game = await llm.app.createGame();
  player = await llm.app.createPlayer(game);
});

const own = () => llm.app.as(game.apiKey);

async function count(sql: string): Promise<number> {
  const [row] = await prisma.query<{ count: number }>('', `SELECT count(*)::int AS count FROM ${sql}`, []);
  return row?.count ?? -1;
}

/** Everything that the game holds on any player. */
async function held(): Promise<number> {
  const counts = [await count(`players WHERE game_id = '${game.id}'`)];
  for (const table of TABLES.filter((name) => name !== 'memory_vectors')) {
    counts.push(await count(`${table} WHERE game_id = '${game.id}'`));
  }
  return counts.reduce((sum, one) => sum + one, await count(`memory_vectors WHERE player_id = '${player.id}'`));
}

/** Calls of models that the game paid for, and of which no player is known any more. */
const paid = () => count(`service_metrics WHERE game_id = '${game.id}' AND cost_usd > 0 AND player_id IS NULL`);

/** A model that says its line once the player is erased, who is erased as soon as it is asked. */
function eraseWhileAsked(): { readonly receipt: () => Promise<{ status: number }> | undefined } {
  let erasing: Promise<{ status: number }> | undefined;
  llm.model.script((call) => {
    erasing ??= Promise.resolve(own().delete(`/players/${player.id}`));
    return { kind: 'after', done: erasing, next: answering(`Said after ${call.model} was asked.`) };
  });
  return { receipt: () => erasing };
}

/** Runs `request` into an erasure that has begun and is not committed; answers when both are done. */
async function duringErasure<Answer>(
  lock: (tx: TransactionScope) => Promise<unknown>,
  request: () => PromiseLike<Answer>,
): Promise<Answer> {
  let answering: Promise<Answer> | undefined;
  let isAnswered = false;
  await prisma.transaction(async (tx) => {
    await lock(tx);
    answering = Promise.resolve(request()).finally(() => (isAnswered = true));
    const waiters = `pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    expect(await eventually(async () => isAnswered || (await count(waiters)) > 0, true)).toBe(true);
    await tx.query('', 'DELETE FROM player_states WHERE player_id = $1', [player.id]);
    await tx.query('', 'DELETE FROM players WHERE id = $1', [player.id]);
  });
  return answering!;
}

const lockState = (tx: TransactionScope) =>
  tx.query('', 'SELECT 1 FROM player_states WHERE player_id = $1 FOR UPDATE', [player.id]);
const deletePlayer = async (tx: TransactionScope) => {
  await tx.query('', 'DELETE FROM player_states WHERE player_id = $1', [player.id]);
  await tx.query('', 'DELETE FROM players WHERE id = $1', [player.id]);
};

describe('a player who is erased while a request is under way', () => {
  it.each(['externalId', 'playerId'] as const)(
    'does not come back by an event (%s) that a model is asked for',
    async (name) => {
      const erasure = eraseWhileAsked();
      const named = name === 'externalId' ? { externalId: player.externalId } : { playerId: player.id };
      problemOf(
        await own()
          .post('/events')
          .send({ ...named, ...LEGENDARY }),
        404,
        'NOT_FOUND',
      );
      expect((await erasure.receipt())?.status).toBe(200);
      expect(await held()).toBe(0);
    },
  );

  it('does not come back by the events that wait behind that one', async () => {
    const erasure = eraseWhileAsked();
    const event = { externalId: player.externalId, ...LEGENDARY };
    const answers = await Promise.all([1, 2, 3].map(() => own().post('/events').send(event)));
    for (const answer of answers) problemOf(answer, 404, 'NOT_FOUND');
    expect((await erasure.receipt())?.status).toBe(200);
    expect(await held()).toBe(0);
  });

  it('may be made anew by a request that comes after the receipt', async () => {
    eraseWhileAsked();
    const event = { externalId: player.externalId, eventId: 'again', ...LEGENDARY };
    await own().post('/events').send(event).expect(404);
    const { body } = await own().post('/events').send(event).expect(201);
    expect(body.playerId).not.toBe(player.id);
  });

  it('does not come back by a line that comes late', async () => {
    const erasure = eraseWhileAsked();
    await own()
      .post('/events')
      .send({ externalId: player.externalId, llm: 'async', ...LEGENDARY })
      .expect(201);
    // What the model was paid for is recorded when its line has come.
    expect(await eventually(paid, 1)).toBe(1);
    expect((await erasure.receipt())?.status).toBe(200);
    expect(await held()).toBe(0);
  });

  it('does not come back by a batch', async () => {
    const events = [{ externalId: player.externalId, eventId: 'in-flight', ...LEGENDARY }];
    const { status, body } = await duringErasure(lockState, () => own().post('/events/batch').send({ events }));
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 0, rejected: 1 });
    expect(body.results).toEqual([
      { index: 0, status: 'rejected', eventId: 'in-flight', error: 'externalId: the player was erased meanwhile' },
    ]);
    expect(await held()).toBe(0);
  });

  it('does not come back by a memory', async () => {
    const memory = { type: 'quest', content: 'Found the lost bell of the drowned village.' };
    const answer = await duringErasure(lockState, () => own().post(`/players/${player.id}/memories`).send(memory));
    problemOf(answer, 404, 'NOT_FOUND');
    expect(await held()).toBe(0);
  });

  it.each([
    ['POST /players', () => own().post('/players').send({ externalId: player.externalId })],
    [
      'POST /events',
      () =>
        own()
          .post('/events')
          .send({ externalId: player.externalId, ...LEGENDARY, llm: 'off' }),
    ],
  ])('is not made anew by %s before the erasure is done', async (_route, request) => {
    const { status } = await duringErasure(deletePlayer, request);
    expect([200, 404]).toContain(status);
    expect(await held()).toBe(0);
  });
});
