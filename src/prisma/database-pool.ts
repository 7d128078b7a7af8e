import { Client, type ClientConfig, Pool, type QueryConfig, type QueryResult } from 'pg';

import { COLUMN_TYPES } from './column-types.js';
import type { PoolOptions } from './pool-options.rules.js';
import { breaksConnection } from './retry.rules.js';

/** Runs one statement and answers its rows. */
export type RunQuery = <Row extends object>(name: string, sql: string, params: readonly unknown[]) => Promise<Row[]>;

/** Connections in use and to be had. */
export interface PoolStats {
  readonly total: number;
  readonly idle: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
  readonly max: number;
}

/**
 * A pool that waits for its own connections and for the server with two different limits, never lets a lost connection
 * end the process, and keeps a connection after an ordinary refusal (pg's own `pool.query` closes it on every error, a
 * unique violation too).
 *
 * @param onLost told of connections that break while idle or between two statements
 */
export function createPool(options: PoolOptions, onLost: (error: Error) => void): Pool {
  class TimedClient extends Client {
    constructor(config?: ClientConfig) {
      super({ ...config, connectionTimeoutMillis: options.connectTimeoutMs });
    }
  }
  const pool = new Pool({ ...options.pool, Client: TimedClient, types: COLUMN_TYPES });
  pool.on('error', onLost);
  // While a connection is lent the pool does not listen, and an 'error' without a listener ends the process. The pool
  // drops a connection in this state when it comes back.
  pool.on('connect', (client) => client.on('error', onLost));
  Object.assign(pool, { query: (config: QueryConfig) => runPooled(pool, config) });
  return pool;
}

/** Runs one statement on a connection of the pool. */
export async function runPooled<Row extends object>(pool: Pool, config: QueryConfig): Promise<QueryResult<Row>> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    return await client.query<Row>(config);
  } catch (error) {
    isBroken = breaksConnection(error);
    throw error;
  } finally {
    client.release(isBroken);
  }
}
