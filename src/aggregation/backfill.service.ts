import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { analyticsRange } from '../analytics/range.rules.js';
import { Clock } from '../common/clock.js';
import { DomainError, invalidField, notFound } from '../common/domain-error.js';
import { AggregationRepository } from './aggregation.repository.js';
import type { Backfill, StartBackfill } from './aggregation.schemas.js';
import { BackfillRepository, type BackfillRow } from './backfill.repository.js';
import { BackfillWorker } from './backfill-worker.js';
import { closedThrough, cutAt, periodsIn, wholePeriods } from './window.rules.js';

/** Rebuilds of closed periods that an administrator asks for. */
@Injectable()
export class BackfillService {
  constructor(
    private readonly backfills: BackfillRepository,
    private readonly aggregation: AggregationRepository,
    private readonly worker: BackfillWorker,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes a backfill on and begins it in the background. Periods that are not over are left out of it.
   *
   * @throws DomainError VALIDATION_FAILED for a range that is none, or a game that does not exist
   */
  async start(request: StartBackfill): Promise<{ id: string }> {
    const now = this.clock.now();
    const { granularity } = request;
    const asked = wholePeriods(granularity, analyticsRange(request, now));
    const range = cutAt(asked, closedThrough(granularity, now));
    const gameIds = request.gameIds ? await this.existing([...new Set(request.gameIds)]) : null;
    const games = gameIds ?? (await this.aggregation.gameIds(now));
    const total = games.length * periodsIn(granularity, range);
    const id = uuidv7();
    await this.backfills.insert({ id, granularity, ...range, gameIds, total, createdAt: now });
    this.worker.wake();
    return { id };
  }

  async read(id: string): Promise<Backfill> {
    const run = await this.backfills.find(id);
    if (!run) throw notFound('aggregation run');
    return present(run);
  }

  /**
   * Cancels a backfill that is not finished; what it has built stays. Cancelling twice is cancelling once.
   *
   * @throws DomainError CONFLICT when it is done or has failed
   */
  async cancel(id: string): Promise<Backfill> {
    const cancelled = await this.backfills.finish(id, 'cancelled', this.clock.now());
    const run = cancelled ?? (await this.backfills.find(id));
    if (!run) throw notFound('aggregation run');
    if (run.status !== 'cancelled') throw new DomainError('CONFLICT', `The aggregation run is ${run.status} already.`);
    return present(run);
  }

  private async existing(gameIds: string[]): Promise<string[]> {
    const known = await this.backfills.knownGames(gameIds);
    const unknown = gameIds.filter((gameId) => !known.has(gameId));
    if (unknown.length > 0) throw invalidField('gameIds', `no such game: ${unknown.slice(0, 5).join(', ')}`);
    return gameIds;
  }
}

function present(run: BackfillRow): Backfill {
  return {
    id: run.id,
    granularity: run.granularity,
    from: run.from.toISOString(),
    to: run.to.toISOString(),
    status: run.status,
    done: run.done,
    total: run.total,
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    ...(run.error === null ? {} : { error: run.error }),
  };
}
