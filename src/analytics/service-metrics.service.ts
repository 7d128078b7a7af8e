import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Clock } from '../common/clock.js';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { MetricsService } from '../common/metrics.service.js';
import { startOfUtcHour } from '../common/time.rules.js';
import { unorderedUuid } from '../common/uuid.js';
import { classifyDatabaseError } from '../prisma/retry.rules.js';
import { ServiceMetricsRepository } from './service-metrics.repository.js';
import type { ServiceCall, ServiceMetricRow } from './service-metrics.types.js';

/** A row waits at most this long for others to be written with, milliseconds. */
const FLUSH_EVERY_MS = 250;
/** Rows in one statement: enough that its round trip costs a row next to nothing. */
const BATCH_ROWS = 500;
/** Rows kept while the database is away, about 4 MB: a minute at 300 calls a second. */
const MAX_BUFFERED_ROWS = 20_000;

/** The one writer of service metrics outside the reaction's own transaction: it never makes a caller wait. */
@Injectable()
export class ServiceMetricsService implements OnModuleInit, OnApplicationShutdown {
  private buffer: ServiceMetricRow[] = [];
  private writing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly lost: Counter;

  constructor(
    private readonly repository: ServiceMetricsRepository,
    private readonly clock: Clock,
    metrics: MetricsService,
    @Inject(LOGGER) private readonly logger: AppLogger,
  ) {
    this.lost = metrics.counter('agl_service_metrics_lost_total', 'Rows given up: the database was away for too long');
    metrics.gauge('agl_service_metrics_buffered', 'Rows that wait to be written', [], (gauge) =>
      gauge.set(this.buffer.length),
    );
  }

  onModuleInit(): void {
    this.timer = setInterval(() => void this.writeBuffered(), FLUSH_EVERY_MS);
    this.timer.unref();
  }

  /** The last answers are out by now, and the database is closed after this. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** Keeps a call for the next write, at most 250 ms away. Never throws and never waits. */
  record(call: ServiceCall): void {
    if (this.buffer.length >= MAX_BUFFERED_ROWS) {
      this.lost.inc();
      return;
    }
    // The database takes NaN for a number, and no sum with it in is one.
    if (!Number.isFinite(call.costUsd)) {
      this.refused({ costUsd: call.costUsd });
      return;
    }
    const createdAt = this.clock.now();
    this.buffer.push({ ...call, id: unorderedUuid(createdAt.getTime()), createdAt });
    if (this.buffer.length >= BATCH_ROWS) void this.writeBuffered();
  }

  /** Writes what waits, as far as the database takes it. Never rejects. */
  async flush(): Promise<void> {
    await this.writing;
    await this.writeBuffered();
  }

  /** One writer at a time; it goes on until nothing waits or the database refuses. */
  private writeBuffered(): Promise<void> {
    this.writing ??= this.drain().finally(() => {
      this.writing = undefined;
    });
    return this.writing;
  }

  private async drain(): Promise<void> {
    while (this.buffer.length > 0) {
      const batch = this.buffer.splice(0, BATCH_ROWS);
      try {
        await this.insert(batch);
      } catch (error) {
        this.handBack(batch, error);
        return;
      }
    }
  }

  /** Rejects when the database is away. A row that it refuses is given up, and takes no other with it. */
  private async insert(rows: readonly ServiceMetricRow[]): Promise<void> {
    try {
      await this.repository.insert(rows, startOfUtcHour(this.clock.now()));
    } catch (error) {
      if (classifyDatabaseError(error).busy) throw error;
      if (rows.length === 1) {
        this.refused({ err: error });
        return;
      }
      const half = rows.length >> 1;
      await this.insert(rows.slice(0, half));
      await this.insert(rows.slice(half));
    }
  }

  private refused(why: object): void {
    this.lost.inc();
    this.logger.error(why, 'a service metric was refused');
  }

  /** A database that is away gets the rows later. */
  private handBack(batch: ServiceMetricRow[], error: unknown): void {
    const kept = batch.slice(0, Math.max(0, MAX_BUFFERED_ROWS - this.buffer.length));
    this.buffer = [...kept, ...this.buffer];
    this.lost.inc(batch.length - kept.length);
    this.logger.warn(
      { err: error, kept: kept.length, lost: batch.length - kept.length },
      'service metrics not written',
    );
  }
}
