import { Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import type { Granularity } from '../analytics/period.tables.js';
import { advisoryLockKey } from '../prisma/advisory-lock.js';
import type { RunQuery } from '../prisma/database-pool.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { buildMetricsSql, readEventsSql, writePeriodsSql } from './build.sql.js';
import { CORRECT_MEMORY_REQUESTS_SQL } from './costs.sql.js';
import type { PeriodRange } from './window.rules.js';

const SQL = { hour: statements('hour'), day: statements('day') } as const;
/** One builder writes at a time, whoever it is: the one that reads later has seen all that the one before it wrote. */
const BUILD_LOCK = advisoryLockKey('agl:aggregation-build');
/** Connections that building leaves to others: the one that holds the run's lock, and one for requests. */
const SPARED_CONNECTIONS = 2;
/** Connections that one build takes: events and metrics are read at the same time. */
const CONNECTIONS = 2;
/**
 * How a build is planned: with memory for a hash of some thousand groups, each with its latencies, and without sorting
 * every row where hashing does, which the planner thinks to be much larger than it is.
 */
const SETTINGS = `set_config('work_mem', '32MB', true), set_config('enable_sort', 'off', true)`;

/** Games and the periods of a range that are built together. */
export interface Build {
  readonly granularity: Granularity;
  readonly gameIds: readonly string[];
  /** Within one UTC day; with `day` that day. */
  readonly range: PeriodRange;
}

/** JSON texts: what is read goes through this process to where it is written, and is not looked at. */
interface BuiltMetrics {
  readonly counts: string;
  readonly percentiles: string;
}

/** Builds rows of analytics and of costs. Each may be done twice: it replaces whole periods. */
@Injectable()
export class BuildRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Builds rows of games and of the platform, and with a day its costs, in one transaction. */
  async build(build: Build): Promise<void> {
    await this.whileNobodyBuilds((query) => buildWith(query, this.readers(query), build));
  }

  /** Builds a day's costs alone: its rows were built when there were no costs yet. */
  async buildCosts(range: PeriodRange): Promise<void> {
    await this.whileNobodyBuilds(async (query) => {
      await buildMetrics(query, 'day', range);
      await query('build_memory_requests', CORRECT_MEMORY_REQUESTS_SQL, [range.from]);
    });
  }

  /** The same within a transaction that does more; all reads are its own. `work` says what is to be built. */
  async buildAlong<T>(work: (query: RunQuery, build: (build: Build) => Promise<void>) => Promise<T>): Promise<T> {
    return this.whileNobodyBuilds((query) => work(query, (build) => buildWith(query, query, build)));
  }

  /** Runs work in a transaction that waits for other builders, and that they wait for. */
  whileNobodyBuilds<T>(work: (query: RunQuery) => Promise<T>): Promise<T> {
    const run = () =>
      this.prisma.transaction(async ({ query }) => {
        await query('build_lock', `SELECT pg_advisory_xact_lock($1), ${SETTINGS}`, [BUILD_LOCK]);
        return work(query);
      });
    return this.prisma.executeWithRetry(run, { idempotent: true });
  }

  /** Further connections where the pool has them, else the transaction's own. */
  private readers(query: RunQuery): RunQuery {
    const hasRoom = this.prisma.poolStats().max - SPARED_CONNECTIONS >= CONNECTIONS;
    return hasRoom ? (name, sql, params) => this.prisma.query(name, sql, params) : query;
  }
}

function statements(granularity: Granularity) {
  return {
    events: readEventsSql(granularity),
    metrics: buildMetricsSql(granularity),
    write: writePeriodsSql(granularity),
  };
}

/**
 * Reads the events on `read`, beside the metrics on the transaction's `query`. What comes in between marks its hour,
 * which is then built again, so that the reads need not be of one moment.
 */
async function buildWith(query: RunQuery, read: RunQuery, { granularity, gameIds, range }: Build): Promise<void> {
  const { from, to } = range;
  const games = [...gameIds];
  const sql = SQL[granularity];
  const limit = pLimit(read === query ? 1 : CONNECTIONS);
  const [events, metrics] = await Promise.allSettled([
    limit(() => read<{ events: string }>(`build_events_${granularity}`, sql.events, [games, from, to])),
    limit(() => buildMetrics(query, granularity, range)),
  ]);
  if (events.status === 'rejected') throw events.reason;
  if (metrics.status === 'rejected') throw metrics.reason;
  const { counts, percentiles } = metrics.value;
  const parts = [events.value[0]?.events, counts, percentiles];
  await query(`build_write_${granularity}`, sql.write, [games, from, to, ...parts]);
}

async function buildMetrics(
  query: RunQuery,
  granularity: Granularity,
  { from, to }: PeriodRange,
): Promise<BuiltMetrics> {
  const [found] = await query<BuiltMetrics>(`build_metrics_${granularity}`, SQL[granularity].metrics, [from, to]);
  if (!found) throw new Error('The database answered no row to a query that has one.');
  return found;
}
