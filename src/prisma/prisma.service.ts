import { setTimeout as sleep } from 'node:timers/promises';

import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';

import { PrismaClient } from '../generated/prisma/client.js';
import { type ExclusiveRun, runExclusively } from './advisory-lock.js';
import { createPool, type PoolStats, runPooled } from './database-pool.js';
import { Notifications, type NotificationListener } from './notifications.js';
import { type DatabaseSettings, type PoolOptions, resolvePoolOptions } from './pool-options.rules.js';
import { classifyDatabaseError, mayRetry, retryDelayMs } from './retry.rules.js';
import { RETRY_LIMITS } from './retry.tables.js';
import { createStatementNames } from './statement-names.js';
import { runTransaction, type TransactionScope } from './transaction.js';

/** Injection token of the {@link DatabaseSettings}. */
export const DATABASE_SETTINGS = Symbol('DATABASE_SETTINGS');

/** How often and how long an operation is tried. */
export interface RetryOptions {
  /** True when doing it twice is the same as doing it once; only then is it tried again after an unknown outcome. */
  readonly idempotent: boolean;
  /** Attempts after the first. */
  readonly maxRetries?: number;
  /** Milliseconds after which no new attempt begins. */
  readonly deadlineMs?: number;
}

/** The database: one pool, shared by Prisma and by hand-written SQL. */
@Injectable()
export class PrismaService implements OnApplicationShutdown {
  /** Prisma's client, on the same pool. Its queries retry nothing by themselves. */
  readonly client: PrismaClient;
  private readonly pool: pg.Pool;
  private readonly options: PoolOptions;
  private readonly preparedStatements: boolean;
  private readonly logger = new Logger('Database');
  private closing: Promise<void> | undefined;

  constructor(@Inject(DATABASE_SETTINGS) settings: DatabaseSettings) {
    const options = resolvePoolOptions(settings);
    this.options = options;
    this.preparedStatements = options.preparedStatements;
    this.pool = createPool(options, (error) => this.logger.warn(`A database connection was lost: ${error.message}`));
    const statementNameGenerator = this.preparedStatements ? createStatementNames() : undefined;
    const adapter = new PrismaPg(this.pool, { schema: options.schema, statementNameGenerator });
    this.client = new PrismaClient({ adapter });
  }

  /**
   * Runs one statement, prepared once a connection.
   *
   * @param name names the statement; one name has one text, at most 63 bytes
   */
  async query<Row extends object>(name: string, sql: string, params: readonly unknown[]): Promise<Row[]> {
    const result = await runPooled<Row>(this.pool, {
      name: this.preparedStatements ? name : undefined,
      text: sql,
      values: [...params],
    });
    return result.rows;
  }

  /** Runs work in one transaction on one connection: committed when it ends, rolled back when it throws. */
  async transaction<T>(work: (scope: TransactionScope) => Promise<T>): Promise<T> {
    return runTransaction(this.pool, this.preparedStatements, work);
  }

  /**
   * Runs work under a lock that one process at a time can have. See `runExclusively` in advisory-lock.ts. Takes a
   * connection of the pool for as long as the work runs.
   */
  async runExclusively<T>(name: string, work: (signal: AbortSignal) => Promise<T>): Promise<ExclusiveRun<T>> {
    return runExclusively(this.pool, name, work);
  }

  /** Sends payloads, of less than 8,000 bytes each, to all who listen on the channel, when they are committed. */
  async notify(channel: string, payloads: readonly string[]): Promise<void> {
    await this.query('notify', 'SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload', [channel, payloads]);
  }

  /** Hears what is sent on a channel, until it is closed. Null behind a transaction pooler, where no session can listen. */
  listen(channel: string, listener: NotificationListener): Notifications | null {
    const { pool, connectTimeoutMs, preparedStatements } = this.options;
    if (!preparedStatements) return null;
    const config = { ...pool, connectionTimeoutMillis: connectTimeoutMs, application_name: 'agl-notifications' };
    return new Notifications(config, channel, listener);
  }

  /**
   * Tries an operation again while its failure is one that passes: at most `maxRetries` times, with full jitter, and
   * without beginning an attempt after the deadline. An operation that may have been done is repeated only when it is
   * idempotent. Give it a whole transaction, never a part of one.
   *
   * @throws the last error, unchanged
   */
  async executeWithRetry<T>(operation: () => Promise<T>, options: RetryOptions): Promise<T> {
    const { idempotent, maxRetries = RETRY_LIMITS.maxRetries, deadlineMs = RETRY_LIMITS.deadlineMs } = options;
    const deadline = performance.now() + deadlineMs;
    for (let attempt = 0; ; attempt++) {
      try {
        return await operation();
      } catch (error) {
        const delayMs = retryDelayMs(attempt, Math.random());
        const isOver = attempt >= maxRetries || performance.now() + delayMs > deadline;
        if (isOver || !mayRetry(classifyDatabaseError(error).class, idempotent)) {
          throw error;
        }
        await sleep(delayMs);
      }
    }
  }

  /** Whether the database answers a statement within `timeoutMs` milliseconds. Never throws. */
  async isReady(timeoutMs: number): Promise<boolean> {
    const timer = new AbortController();
    const answer = this.query('ready', 'SELECT 1', []).then(
      () => true,
      () => false,
    );
    const timeout = sleep(timeoutMs, false, { signal: timer.signal }).catch(() => false);
    const isReady = await Promise.race([answer, timeout]);
    timer.abort();
    return isReady;
  }

  poolStats(): PoolStats {
    const { totalCount: total, idleCount: idle, waitingCount: queued } = this.pool;
    // The pool also queues a caller whom it gives an idle connection a moment later: that one waits for nothing.
    return { total, idle, waiting: Math.max(0, queued - idle), max: this.pool.options.max };
  }

  /** Closes the pool once the requests under way are answered: Nest calls this after the HTTP server has closed. */
  onApplicationShutdown(): Promise<void> {
    this.closing ??= this.client.$disconnect().then(() => this.pool.end());
    return this.closing;
  }
}
