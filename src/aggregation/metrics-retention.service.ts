import { Injectable } from '@nestjs/common';
import { MAX_RANGE_DAYS } from '../analytics/period.tables.js';
import { Clock } from '../common/clock.js';
import { startOfUtcDay } from '../common/time.rules.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { MetricsRetentionRepository } from './metrics-retention.repository.js';

/** Days that metrics are kept where a game says nothing: as long as the longest range that can be asked for. */
const KEPT_DAYS = MAX_RANGE_DAYS;
/** Rows deleted in one statement: short enough not to be felt by others. */
const BATCH_ROWS = 5_000;

/**
 * Removes service metrics that a game does not want to keep any longer (`retentionDays`), whole UTC days of them and
 * only such as are closed and aggregated. What the days counted and cost stays.
 */
@Injectable()
export class MetricsRetentionService {
  constructor(
    private readonly repository: MetricsRetentionRepository,
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
  ) {}

  /** One run over all games, by one process at a time; how many rows were removed. */
  async run(stop: AbortSignal): Promise<number> {
    const run = await this.prisma.runExclusively('agl:metrics-retention', (lost) =>
      this.removeAll(AbortSignal.any([stop, lost])),
    );
    return run.ran ? run.value : 0;
  }

  private async removeAll(signal: AbortSignal): Promise<number> {
    const through = await this.repository.builtThrough();
    if (through === null) return 0;
    const today = startOfUtcDay(this.clock.now());
    let removed = 0;
    for (const cut of await this.repository.cuts(today, KEPT_DAYS, startOfUtcDay(through))) {
      await this.repository.announce(cut);
      let last = BATCH_ROWS;
      while (last === BATCH_ROWS && !signal.aborted) {
        last = await this.repository.remove(cut, BATCH_ROWS);
        removed += last;
      }
    }
    return removed;
  }
}
