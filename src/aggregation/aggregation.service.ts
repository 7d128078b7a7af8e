import { Injectable } from '@nestjs/common';
import { AnalyticsCacheService } from '../analytics/analytics-cache.service.js';
import { MAX_RANGE_DAYS, type Granularity } from '../analytics/period.tables.js';
import { Clock } from '../common/clock.js';
import { DAY_MS, utcDate } from '../common/time.rules.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { AggregationRepository } from './aggregation.repository.js';
import { PeriodBuilder } from './period-builder.service.js';
import { closedThrough, cutAt, steps, wholePeriods } from './window.rules.js';

const LOCK = 'aggregation';

/**
 * The aggregation: builds what is over and not yet built, and builds again what got events since. A closed period is
 * built again for no other reason, so that its counts stay when a player of it is erased.
 */
@Injectable()
export class AggregationService {
  constructor(
    private readonly repository: AggregationRepository,
    private readonly builder: PeriodBuilder,
    private readonly prisma: PrismaService,
    private readonly cache: AnalyticsCacheService,
    private readonly clock: Clock,
  ) {}

  /**
   * Does all that is due: missed hours and days from their watermarks on, then late events. One process at a time;
   * another's call ends at once.
   *
   * @param stop aborted: the run ends after the statements under way
   * @throws what the database threw; what was done until then stays, and the next run goes on there
   */
  async run(stop: AbortSignal): Promise<'done' | 'skipped'> {
    const run = await this.prisma.runExclusively(LOCK, async (lost) => {
      const signal = AbortSignal.any([stop, lost]);
      const now = this.clock.now();
      await this.catchUp('hour', now, signal);
      await this.catchUpCosts(signal);
      await this.catchUp('day', now, signal);
      await this.rebuildDirty(signal);
    });
    return run.ran ? 'done' : 'skipped';
  }

  private async catchUp(granularity: Granularity, now: Date, signal: AbortSignal): Promise<void> {
    const through = closedThrough(granularity, now);
    const from = (await this.repository.watermarks())[granularity] ?? (await this.firstPeriod(granularity, through));
    const due = steps(cutAt({ from, to: through }, through));
    const games = due.length === 0 ? [] : await this.repository.gameIds(now);
    for (const step of due) {
      await this.builder.build(granularity, games, step, signal);
      await this.advance(granularity, step.to);
    }
    // On the first run of an empty database too: from here on late events are marked, and nothing is searched for.
    if (due.length === 0) await this.advance(granularity, through);
  }

  /** A day that is built has its costs. */
  private async advance(granularity: Granularity, through: Date): Promise<void> {
    await this.repository.advance(granularity, through);
    if (granularity === 'day') await this.repository.advance('cost', through);
  }

  /** The costs of days that were closed before costs were kept, or by a process of that time. */
  private async catchUpCosts(signal: AbortSignal): Promise<void> {
    const { day: through, cost } = await this.repository.watermarks();
    if (through === null || (cost !== null && cost >= through)) return;
    const from = cost ?? (await this.repository.oldestMetric()) ?? through;
    const days = wholePeriods('day', { from, to: through });
    for (const step of steps(cutAt(days, through))) {
      await this.builder.buildCosts(step, signal);
      await this.repository.advance('cost', step.to);
    }
    await this.repository.advance('cost', through);
  }

  /** Where the first run begins: with the oldest event or metric, but not before the longest range that can be asked for. */
  private async firstPeriod(granularity: Granularity, through: Date): Promise<Date> {
    const oldest = await this.repository.oldest();
    if (oldest === null || oldest >= through) return through;
    const earliest = new Date(through.getTime() - MAX_RANGE_DAYS * DAY_MS);
    return wholePeriods(granularity, { from: oldest < earliest ? earliest : oldest, to: through }).from;
  }

  /** Day by day, so that a day is built once however many of its hours are marked. */
  private async rebuildDirty(signal: AbortSignal): Promise<void> {
    const { hour, day } = await this.repository.watermarks();
    if (hour === null) return;
    for (const midnight of await this.repository.dirtyDays(hour)) {
      signal.throwIfAborted();
      const wholeDay = { from: midnight, to: new Date(midnight.getTime() + DAY_MS) };
      const isBuilt = day !== null && midnight < day;
      const games = await this.repository.rebuildDirty(cutAt(wholeDay, hour), isBuilt ? wholeDay : null);
      await this.cache.forgetGames(games, [utcDate(midnight)]);
    }
  }
}
