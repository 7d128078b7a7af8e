import { Injectable } from '@nestjs/common';
import { AnalyticsCacheService } from '../analytics/analytics-cache.service.js';
import { windowsOf } from '../analytics/range.rules.js';
import { Clock } from '../common/clock.js';
import { utcDate } from '../common/time.rules.js';
import { AggregationRepository } from './aggregation.repository.js';
import { BackfillRepository } from './backfill.repository.js';
import { PeriodBuilder } from './period-builder.service.js';
import { periodsIn, stepsLeft } from './window.rules.js';

/** The work of one backfill: a UTC day at a time, its progress written after each. */
@Injectable()
export class BackfillSteps {
  constructor(
    private readonly backfills: BackfillRepository,
    private readonly aggregation: AggregationRepository,
    private readonly builder: PeriodBuilder,
    private readonly cache: AnalyticsCacheService,
    private readonly clock: Clock,
  ) {}

  /**
   * Works a run off from where it stands, and ends it. A day that was begun before and not finished is done again,
   * which changes nothing.
   *
   * @param signal aborted: it throws before the next step, and the run stays for another process
   */
  async work(id: string, signal: AbortSignal): Promise<'done' | 'cancelled' | 'skipped'> {
    const run = await this.backfills.begin(id, this.clock.now());
    if (!run) return 'skipped';
    const games = run.gameIds ?? (await this.aggregation.gameIds(run.createdAt));
    const left = games.length === 0 ? [] : stepsLeft(run.granularity, run, games.length, run.done);
    let done = run.total - left.reduce((pairs, step) => pairs + games.length * periodsIn(run.granularity, step), 0);
    for (const step of left) {
      signal.throwIfAborted();
      await this.builder.build(run.granularity, games, step, signal);
      await this.cache.forgetGames(
        games,
        windowsOf('day', step.from, step.to).map(({ start }) => utcDate(start)),
      );
      done += games.length * periodsIn(run.granularity, step);
      if (!(await this.backfills.progress(id, done))) return 'cancelled';
    }
    return (await this.backfills.finish(id, 'done', this.clock.now())) ? 'done' : 'cancelled';
  }

  /** Ends a run that cannot go on. `code` tells its reader what stood in the way, and nothing of the database's text. */
  async fail(id: string, code: string): Promise<void> {
    await this.backfills.finish(id, 'failed', this.clock.now(), `The rebuild was refused (${code}); see the log.`);
  }
}
