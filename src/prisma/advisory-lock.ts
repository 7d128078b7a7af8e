import { createHash } from 'node:crypto';

/** What a lock needs of a connection: one session, used by nobody else while the lock is held. */
export interface LockSession {
  query(sql: string, params: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  release(destroy?: boolean): void;
  once(event: 'end', listener: () => void): unknown;
  removeListener(event: 'end', listener: () => void): unknown;
}

/** The part of a pg.Pool that locks use. */
export interface LockSessionSource {
  connect(): Promise<LockSession>;
}

/** What came of a run that only one process may do at a time. */
export type ExclusiveRun<T> = { readonly ran: true; readonly value: T } | { readonly ran: false };

/**
 * The 64-bit number, as decimal text, that PostgreSQL knows a lock by: the first eight bytes of the name's SHA-256.
 * Locks are per database.
 */
export function advisoryLockKey(name: string): string {
  return createHash('sha256').update(name).digest().readBigInt64BE(0).toString();
}

/**
 * Runs work unless another session, of this or any other process, is running work under the same name. The lock is a
 * session lock, so it ends with the process, however that ends; it needs a direct connection, not a transaction pooler.
 *
 * @param work is given a signal that aborts when the connection, and with it the lock, is lost
 */
export async function runExclusively<T>(
  source: LockSessionSource,
  name: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<ExclusiveRun<T>> {
  const key = advisoryLockKey(name);
  const session = await source.connect();
  const lost = new AbortController();
  const onEnd = (): void => lost.abort(new Error(`The connection that held the lock ${name} was lost`));
  session.once('end', onEnd);
  let isClean = false;
  try {
    const answer = await session.query('SELECT pg_try_advisory_lock($1) AS locked', [key]);
    if (answer.rows[0]?.['locked'] !== true) {
      isClean = true;
      return { ran: false };
    }
    try {
      return { ran: true, value: await work(lost.signal) };
    } finally {
      // When this fails the connection is closed below, which frees the lock as well.
      isClean = await session.query('SELECT pg_advisory_unlock($1)', [key]).then(
        () => true,
        () => false,
      );
    }
  } finally {
    session.removeListener('end', onEnd);
    session.release(!isClean);
  }
}
