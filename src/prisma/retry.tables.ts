/**
 * What a failed database call means for a second attempt:
 * - `not-run`: the statement did not reach the server; always safe to send again.
 * - `retry-transaction`: rolled back whole, because of others; run the whole transaction again.
 * - `unknown-outcome`: it may have been done; send again only what may be done twice.
 * - `unavailable`: not run, and trying again at once makes it worse; the caller is asked to come back later.
 * - `final`: the answer would be the same.
 */
export type DatabaseErrorClass = 'not-run' | 'retry-transaction' | 'unknown-outcome' | 'unavailable' | 'final';

/** Meaning of one code. `busy` says that the database, not the request, is at fault: answer 503 with Retry-After. */
export interface DatabaseErrorRule {
  readonly class: DatabaseErrorClass;
  readonly busy: boolean;
}

const notRun = { class: 'not-run', busy: true } as const;
const again = { class: 'retry-transaction', busy: true } as const;
const unknown = { class: 'unknown-outcome', busy: true } as const;
const unavailable = { class: 'unavailable', busy: true } as const;
const final = { class: 'final', busy: false } as const;

/**
 * By code: SQLSTATE (five characters, https://www.postgresql.org/docs/18/errcodes-appendix.html), Prisma
 * (https://www.prisma.io/docs/orm/reference/error-reference) and the operating system's. What is not listed is final.
 */
export const DATABASE_ERROR_CODES = {
  // PostgreSQL: connections
  '08000': unknown, // connection exception
  '08001': notRun, // client could not connect
  '08003': unknown, // connection does not exist
  '08004': notRun, // server rejected the connection
  '08006': unknown, // connection failure
  '08007': unknown, // transaction resolution unknown
  '53300': notRun, // too many connections: the pool of another process may give one back soon
  '57P01': unknown, // admin shutdown: a COMMIT on its way may have been done
  '57P02': unknown, // crash shutdown of all sessions
  '57P03': notRun, // cannot connect now: starting up or shutting down
  '57P05': unknown, // idle session timeout
  '25P03': unknown, // idle in transaction timeout: the connection is gone
  // PostgreSQL: transactions
  '40001': again, // serialization failure
  '40P01': again, // deadlock detected
  '40003': unknown, // statement completion unknown
  '55P03': again, // lock not available
  // PostgreSQL: resources
  '53100': unavailable, // disk full
  '53200': unavailable, // out of memory
  '25006': unavailable, // read-only: this server is a standby now
  // PostgreSQL: prepared statements that the session no longer has (pooler, changed table)
  '26000': { class: 'not-run', busy: false },
  // PostgreSQL: the statement's own fault
  '57014': final, // canceled by statement_timeout
  '23505': final, // unique violation
  '28P01': final, // wrong password
  '3D000': final, // no such database
  // Prisma
  P1001: notRun, // cannot reach the server
  P1002: notRun, // server reached, but it timed out
  P1008: unknown, // operation timed out
  P1017: unknown, // server closed the connection
  P2002: final, // unique violation
  P2024: unavailable, // pool exhausted
  P2025: final, // record not found
  P2034: again, // write conflict or deadlock
  P2037: notRun, // too many connections
  // Operating system
  ECONNREFUSED: notRun,
  EHOSTUNREACH: notRun,
  ENETUNREACH: notRun,
  ENOTFOUND: notRun,
  EAI_AGAIN: notRun,
  ECONNRESET: unknown,
  ECONNABORTED: unknown,
  EPIPE: unknown,
  ETIMEDOUT: unknown,
} as const satisfies Readonly<Record<string, DatabaseErrorRule>>;

/** By `cause.kind` of a driver adapter's error, which may come without a code (at COMMIT, for one). */
export const DRIVER_ADAPTER_KINDS = {
  DatabaseNotReachable: notRun,
  TooManyConnections: notRun,
  TransactionWriteConflict: again,
  ConnectionClosed: unknown,
  SocketTimeout: unknown,
} as const satisfies Readonly<Record<string, DatabaseErrorRule>>;

/** By the beginning of the message, for errors of the driver that have neither code nor kind. */
export const DRIVER_MESSAGES = [
  { start: 'timeout exceeded when trying to connect', rule: unavailable }, // the pool had nothing to give in time
  { start: 'Cannot use a pool after calling end on the pool', rule: unavailable }, // this process is shutting down
  { start: 'Connection terminated due to connection timeout', rule: notRun },
  { start: 'timeout expired', rule: notRun }, // connecting took too long
  { start: 'Connection terminated', rule: unknown },
  { start: 'Client has encountered a connection error', rule: unknown },
  { start: 'Client was closed and is not queryable', rule: unknown },
  { start: 'Query read timeout', rule: unknown },
  { start: 'Unable to start a transaction in the given time', rule: unavailable },
  { start: 'Transaction API error: Unable to start a transaction in the given time', rule: unavailable },
  { start: 'cached plan must not change result type', rule: { class: 'not-run', busy: false } },
] as const satisfies readonly { start: string; rule: DatabaseErrorRule }[];

/** Backoff between attempts, in milliseconds: the first ceiling and the highest one. */
export const RETRY_DELAY_MS = { base: 50, maximum: 2_000 } as const;

/** Attempts after the first, and the milliseconds in which all of it must end. */
export const RETRY_LIMITS = { maxRetries: 3, deadlineMs: 10_000 } as const;
