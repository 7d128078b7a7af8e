import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { CONFIG, embeddingProviderOf, type Config } from '../config/env.js';
import { backoffMs, MAX_REFUSALS } from './outbox-backoff.rules.js';
import { outboxMode } from './outbox-mode.rules.js';
import { OutboxRepository, type OutboxFailure, type OutboxRow } from './outbox.repository.js';
import { VectorMeter } from './vector-meter.js';
import { VectorSyncService, type SyncFailure } from './vector-sync.service.js';

/** Milliseconds between two looks into the outbox. Searches find what is in it, so it need not be empty at once. */
const LOOK_EVERY_MS = 250;
/** Rows of one go: a request of a megabyte, with vectors of 512 numbers. */
const BATCH = 200;
/** Milliseconds that a process which ends goes on for. */
const LAST_LOOK_MS = 3000;

/** Works off the outbox: several instances at once, each on rows of its own. */
@Injectable()
export class OutboxWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  /** Whether anything leaves rows here, and this process is to work on them. */
  private readonly isOn: boolean;
  private timer: NodeJS.Timeout | undefined;
  private draining: Promise<number> | undefined;
  private isStopping = false;
  /** Whether the last batch met with a failure that passes. */
  private isHeldUp = false;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly outbox: OutboxRepository,
    private readonly vectors: VectorSyncService,
    private readonly meter: VectorMeter,
    @Inject(LOGGER) private readonly logger: AppLogger,
  ) {
    this.isOn = config.SCHEDULER_ENABLED && outboxMode(config, embeddingProviderOf(config)) !== 'none';
  }

  onApplicationBootstrap(): void {
    if (!this.isOn) return;
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.timer.unref();
  }

  /** The last answers are out by now, and the database is closed after this. What is left is for whoever comes next. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.isStopping = true;
    await this.draining?.catch(() => undefined);
    if (this.isOn) await this.look(LAST_LOOK_MS);
  }

  /**
   * Does what is due, one batch after another, until nothing is or nothing succeeds; answers for how many rows it was
   * done. Whoever calls while it runs waits for that run.
   *
   * @throws what the database throws
   */
  drain(forMs = Number.POSITIVE_INFINITY): Promise<number> {
    this.draining ??= this.work(performance.now() + forMs).finally(() => {
      this.draining = undefined;
    });
    return this.draining;
  }

  private async look(forMs?: number): Promise<void> {
    await this.drain(forMs).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'the outbox of vectors could not be worked on');
    });
  }

  private async work(until: number): Promise<number> {
    let done = 0;
    for (;;) {
      const rows = await this.outbox.claim(BATCH);
      if (rows.length === 0) return done;
      const failures = await this.failures(rows);
      const settled = rows.filter(({ id }) => !failures.has(id)).map(({ id }) => id);
      await this.outbox.settle(settled);
      await this.keep(rows, failures);
      done += settled.length;
      const goesOn = settled.length > 0 && rows.length === BATCH;
      if (!goesOn || performance.now() > until || (this.isStopping && until === Number.POSITIVE_INFINITY)) return done;
    }
  }

  /** The rows for which it failed, by id. */
  private async failures(rows: readonly OutboxRow[]): Promise<Map<string, SyncFailure>> {
    const failures = new Map<string, SyncFailure>();
    for (const { id, playerId } of rows.filter(({ operation }) => operation === 'erase')) {
      await this.vectors.erase(playerId).catch((error: unknown) => {
        failures.set(id, { error: error instanceof Error ? error.message : String(error), isFinal: false });
      });
    }
    const others = rows.filter(({ operation }) => operation !== 'erase');
    if (others.length === 0) return failures;
    const failed = await this.vectors.sync(others.map(({ memoryId }) => memoryId));
    for (const { id, memoryId } of others) {
      const failure = failed.get(memoryId);
      if (failure) failures.set(id, failure);
    }
    return failures;
  }

  /** What failed is tried again later, or given up if it is refused again and again for what it is. */
  private async keep(rows: readonly OutboxRow[], failures: ReadonlyMap<string, SyncFailure>): Promise<void> {
    if (failures.size === 0) {
      if (this.isHeldUp) this.logger.info('vectors follow again');
      this.isHeldUp = false;
      return;
    }
    const dead: OutboxFailure[] = [];
    const later: OutboxFailure[] = [];
    for (const { id, attempts } of rows) {
      const failure = failures.get(id);
      if (!failure) continue;
      const { error, isFinal } = failure;
      const list = isFinal && attempts >= MAX_REFUSALS ? dead : later;
      list.push({ id, error, retryInMs: backoffMs(attempts, Math.random()) });
    }
    await this.outbox.postpone(later);
    await this.outbox.bury(dead);
    this.meter.changed('given_up', dead.length);
    const [first] = failures.values();
    const counts = { later: later.length, givenUp: dead.length, reason: first?.error };
    if (dead.length > 0) this.logger.error(counts, 'vectors given up: see last_error in memory_outbox');
    // Once an outage, not four times a second.
    if (later.length > 0 && !this.isHeldUp) this.logger.warn(counts, 'vectors wait for the embedder or Qdrant');
    this.isHeldUp ||= later.length > 0;
  }
}
