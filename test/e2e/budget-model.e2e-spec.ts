import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { BudgetRepository } from '../../src/budget/budget.repository.js';
import type { Reservation } from '../../src/budget/budget.types.js';
import { LLM_KINDS, type LlmKind } from '../../src/budget/llm-gate.port.js';
import { PrismaService } from '../../src/prisma/prisma.service.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';

jest.setTimeout(120_000);

const DEFAULTS = { emotion: 100, dialogue: 160 };
const PLATFORM = 240;
const DAY_MS = 86_400_000;
const LIFETIME_MS = 60_000;

let database: TestDatabase;
let prisma: PrismaService;
let budgets: BudgetRepository;
let firstDayMs = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  database = await createDatabase();
  prisma = new PrismaService({ DATABASE_URL: database.url, DB_POOL_SIZE: 8 });
  budgets = new BudgetRepository(prisma);
});

afterAll(async () => {
  await prisma?.onApplicationShutdown();
  await database?.drop();
});

async function newGame(config: object = {}): Promise<string> {
  const id = randomUUID();
  await prisma.client.game.create({ data: { id, name: 'a game', config } });
  return id;
}

/** What may happen. Numbers choose among what is there. */
const happening = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('reserve' as const), game: fc.nat(1), kind: fc.nat(1), worst: fc.nat(60) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      which: fc.nat(),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('next day' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('budget' as const), game: fc.nat(1), kind: fc.nat(1), nano: fc.nat(150) }),
  },
);

interface Line {
  spent: number;
  reserved: number;
}

/** The budgets as they ought to be kept, in a few lines. */
class Model {
  readonly lines = new Map<string, Line>();
  readonly open: Reservation[] = [];
  /** Reservations of processes that died. */
  readonly orphans: Reservation[] = [];
  readonly limits = new Map<string, number>();

  line(day: string, owner: string): Line {
    const key = `${day} ${owner}`;
    const line = this.lines.get(key) ?? { spent: 0, reserved: 0 };
    this.lines.set(key, line);
    return line;
  }

  limit(game: string, kind: LlmKind): number {
    return this.limits.get(`${game} ${kind}`) ?? DEFAULTS[kind];
  }

  reserve(reservation: Reservation): string {
    const { day, gameId, kind, worstNano } = reservation;
    const [own, all, limit] = [this.line(day, `${gameId} ${kind}`), this.line(day, 'all'), this.limit(gameId, kind)];
    if (limit === 0 || own.spent + own.reserved + worstNano > limit) return 'budget';
    if (all.spent + all.reserved + worstNano > PLATFORM) return 'platform_budget';
    own.reserved += worstNano;
    all.reserved += worstNano;
    this.open.push(reservation);
    return 'reserved';
  }

  settle({ day, gameId, kind, worstNano }: Reservation, paid: number): void {
    for (const owner of [`${gameId} ${kind}`, 'all']) {
      const line = this.line(day, owner);
      line.reserved -= worstNano;
      line.spent += paid;
    }
  }
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

async function compare(model: Model, day: string, games: readonly string[]): Promise<void> {
  for (const game of games) {
    const found = await budgets.day(day, game, DEFAULTS);
    for (const kind of LLM_KINDS) {
      const { spent, reserved } = model.line(day, `${game} ${kind}`);
      expect(found[kind]).toEqual({ budgetNano: model.limit(game, kind), spentNano: spent, reservedNano: reserved });
    }
    const { spent, reserved } = model.line(day, 'all');
    expect(found.platform).toEqual({ spentNano: spent, reservedNano: reserved });
    expect(spent + reserved).toBeLessThanOrEqual(PLATFORM);
  }
}

describe('the budget', () => {
  it('is never overspent, whatever happens in which order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 60 }), async (happenings) => {
        const games = [await newGame(), await newGame()];
        const model = new Model();
        firstDayMs += 10 * DAY_MS;
        let nowMs = firstDayMs;
        const days = new Set([dayOf(nowMs)]);
        for (const happens of happenings) {
          nowMs += 1_000;
          switch (happens.do) {
            case 'reserve': {
              const [gameId, kind] = [games[happens.game]!, LLM_KINDS[happens.kind]!];
              const expiresAt = new Date(nowMs + LIFETIME_MS);
              const asked = { id: randomUUID(), day: dayOf(nowMs), gameId, kind, worstNano: happens.worst, expiresAt };
              const limits = { defaultNano: DEFAULTS[kind], platformNano: PLATFORM };
              const { verdict } = await budgets.reserve(asked, limits);
              expect(verdict).toBe(model.reserve(asked));
              break;
            }
            case 'settle': {
              const [settled] = model.open.splice(happens.which % Math.max(1, model.open.length), 1);
              if (!settled) break;
              const paid = Math.floor(settled.worstNano * happens.part);
              expect(await budgets.settle(settled.id, paid, 1, DEFAULTS)).not.toBeNull();
              // Done twice it is done once.
              expect(await budgets.settle(settled.id, paid, 1, DEFAULTS)).toBeNull();
              model.settle(settled, paid);
              break;
            }
            case 'crash':
              model.orphans.push(...model.open.splice(happens.which % Math.max(1, model.open.length), 1));
              break;
            case 'expire': {
              nowMs += 2 * LIFETIME_MS;
              days.add(dayOf(nowMs));
              const ended = [...model.orphans.splice(0), ...model.open.splice(0)];
              expect(await budgets.expire(new Date(nowMs), 1_000)).toBe(ended.length);
              for (const one of ended) {
                model.settle(one, one.worstNano);
                expect(await budgets.settle(one.id, 0, 1, DEFAULTS)).toBeNull();
              }
              break;
            }
            case 'next day':
              nowMs += DAY_MS;
              days.add(dayOf(nowMs));
              break;
            case 'budget': {
              const [gameId, kind] = [games[happens.game]!, LLM_KINDS[happens.kind]!];
              model.limits.set(`${gameId} ${kind}`, happens.nano);
              const config = Object.fromEntries(
                LLM_KINDS.map((one) => [`${one}BudgetUsdPerDay`, model.limit(gameId, one) / 1e9]),
              );
              await prisma.client.game.update({ where: { id: gameId }, data: { config } });
            }
          }
        }
        for (const day of days) await compare(model, day, games);
        await budgets.expire(new Date(nowMs + DAY_MS), 1_000);
      }),
      { numRuns: 40 },
    );
  });

  it('is never overspent by many at once, who settle, die or are late', async () => {
    const games = await Promise.all([newGame(), newGame(), newGame()]);
    const day = '2031-01-01';
    let refused = 0;
    const call = async (at: number): Promise<number> => {
      const [gameId, kind] = [games[at % 3]!, LLM_KINDS[at % 2]!];
      const worstNano = 5 + (at % 7);
      const reservation = { id: randomUUID(), day, gameId, kind, worstNano, expiresAt: new Date(0) };
      const { verdict } = await budgets.reserve(reservation, { defaultNano: DEFAULTS[kind], platformNano: PLATFORM });
      if (verdict !== 'reserved') refused += 1;
      else if (at % 5 === 0) await budgets.expire(new Date(1), 10);
      else if (at % 5 !== 1) await budgets.settle(reservation.id, worstNano >> 1, 1, DEFAULTS);
      return verdict === 'reserved' ? 1 : 0;
    };
    const made = await Promise.all(Array.from({ length: 300 }, (_, at) => call(at)));
    expect(refused).toBeGreaterThan(0);
    expect(made.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(20);
    await budgets.expire(new Date(1), 1_000);
    const balances = await Promise.all(games.map((game) => budgets.day(day, game, DEFAULTS)));
    const all = balances.flatMap(({ emotion, dialogue }) => [emotion, dialogue]);
    for (const { budgetNano, spentNano } of all) expect(spentNano).toBeLessThanOrEqual(budgetNano);
    // The books agree with each other, and nothing is left open.
    const spentNano = all.reduce((sum, one) => sum + one.spentNano, 0);
    expect(balances[0]?.platform).toEqual({ spentNano, reservedNano: 0 });
    expect(spentNano).toBeLessThanOrEqual(PLATFORM);
  });
});
