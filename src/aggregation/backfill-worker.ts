import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import pLimit from 'p-limit';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { classifyDatabaseError } from '../prisma/retry.rules.js';
import { AggregationMetrics } from './aggregation-metrics.js';
import { BackfillRepository } from './backfill.repository.js';
import { BackfillSteps } from './backfill-steps.js';

/**
 * Works off the backfills that are not finished, one at a time. Who works on a run holds its lock, which ends with the
 * process: a run whose process died is free for the next who looks.
 */
@Injectable()
export class BackfillWorker implements OnModuleDestroy {
  private readonly passes = pLimit(1);
  private readonly stop = new AbortController();

  constructor(
    private readonly backfills: BackfillRepository,
    private readonly steps: BackfillSteps,
    private readonly prisma: PrismaService,
    private readonly metrics: AggregationMetrics,
    @Inject(LOGGER) private readonly logger: AppLogger,
  ) {}

  /** Ends after the day under way; the run stays for another process, or for this one's next start. */
  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    await this.idle();
  }

  /** Looks for unfinished backfills in the background. Never throws. */
  wake(): void {
    void this.passes(() => this.workAll());
  }

  /** Resolves when everything that was woken for is worked off. */
  async idle(): Promise<void> {
    await this.passes(() => undefined);
  }

  private async workAll(): Promise<void> {
    try {
      for (const id of this.stop.signal.aborted ? [] : await this.backfills.unfinished()) await this.workOn(id);
    } catch (error) {
      this.logger.warn({ err: error }, 'unfinished backfills not found');
    }
  }

  private async workOn(id: string): Promise<void> {
    try {
      await this.metrics.time('backfill', () => this.attempt(id));
    } catch (error) {
      this.logger.error({ err: error, run: id }, 'backfill interrupted');
      // A database that is away comes back, and the run is found again; another error would come again.
      const { busy, code } = classifyDatabaseError(error);
      if (!busy) await this.steps.fail(id, code ?? 'INTERNAL_ERROR');
    }
  }

  private async attempt(id: string) {
    const run = await this.prisma.runExclusively(`aggregation-run:${id}`, async (lost) => {
      const signal = AbortSignal.any([this.stop.signal, lost]);
      try {
        return await this.steps.work(id, signal);
      } catch (error) {
        if (signal.aborted) return 'stopped';
        throw error;
      }
    });
    return run.ran ? run.value : 'skipped';
  }
}
