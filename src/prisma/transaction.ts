import { pipeline } from 'node:stream/promises';

import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

import type { RunQuery } from './database-pool.js';
import { breaksConnection, classifyDatabaseError } from './retry.rules.js';

/** What work inside a transaction may do. */
export interface TransactionScope {
  readonly query: RunQuery;
  /** Runs `COPY … FROM STDIN`, the fastest way to bring in many rows, with lines as `copyLine` makes them. */
  readonly copy: (sql: string, lines: readonly string[]) => Promise<void>;
}

/**
 * Runs work inside one transaction on one connection: committed when the work ends, rolled back when it throws.
 *
 * @throws whatever the work throws; Error when the server rolled back at COMMIT because the work had hidden a failure.
 */
export async function runTransaction<T>(
  pool: pg.Pool,
  preparedStatements: boolean,
  work: (scope: TransactionScope) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  const query: RunQuery = async <Row extends object>(name: string, sql: string, params: readonly unknown[]) => {
    const result = await client.query<Row>({
      name: preparedStatements ? name : undefined,
      text: sql,
      values: [...params],
    });
    return result.rows;
  };
  const copy = (sql: string, lines: readonly string[]): Promise<void> =>
    pipeline([Buffer.from(lines.join(''))], client.query(copyFrom(sql)));
  let isHealthy = false;
  try {
    await client.query('BEGIN');
    const value = await work({ query, copy });
    const end = await client.query('COMMIT');
    isHealthy = true;
    if (end.command !== 'COMMIT') {
      throw new Error(
        'The transaction was rolled back: a statement in it had failed and the failure was not passed on',
      );
    }
    return value;
  } catch (error) {
    isHealthy ||= await rollBack(client, error);
    throw error;
  } finally {
    client.release(!isHealthy);
  }
}

/** Whether the connection is as good as new afterwards. */
async function rollBack(client: pg.PoolClient, error: unknown): Promise<boolean> {
  if (classifyDatabaseError(error).class === 'unknown-outcome') {
    // The connection is lost, or a statement still runs on it that ROLLBACK would wait for.
    return false;
  }
  const isDatabaseError = error instanceof Error && 'severity' in error;
  return client.query('ROLLBACK').then(
    () => !isDatabaseError || !breaksConnection(error),
    () => false,
  );
}
