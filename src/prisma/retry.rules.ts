import {
  DATABASE_ERROR_CODES,
  type DatabaseErrorClass,
  type DatabaseErrorRule,
  DRIVER_ADAPTER_KINDS,
  DRIVER_MESSAGES,
  RETRY_DELAY_MS,
} from './retry.tables.js';

/** A failed database call, judged. */
export interface DatabaseFailure extends DatabaseErrorRule {
  /** The code, kind or message that decided; undefined for what is no known failure of a database. */
  readonly code: string | undefined;
}

const FINAL: DatabaseErrorRule = { class: 'final', busy: false };
const MAX_DEPTH = 5;

/**
 * Judges an error of pg, of Prisma or of the operating system. The driver's own cause counts more than what Prisma made
 * of it, because Prisma gives several causes one code. Never throws; what is not known is final.
 */
export function classifyDatabaseError(error: unknown): DatabaseFailure {
  return judge(error, 0) ?? { ...FINAL, code: codeOf(error) };
}

/** Whether an error of this class may be tried again. Idempotent means: done twice is the same as done once. */
export function mayRetry(errorClass: DatabaseErrorClass, idempotent: boolean): boolean {
  return (
    errorClass === 'not-run' || errorClass === 'retry-transaction' || (errorClass === 'unknown-outcome' && idempotent)
  );
}

/**
 * Milliseconds to wait before attempt `attempt + 1`: random x min(2,000, 50 x 2^attempt), "full jitter".
 * Source: Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
 *
 * @param attempt number of attempts that failed before this one, from 0
 * @param random from 0 (inclusive) to 1 (exclusive)
 */
export function retryDelayMs(attempt: number, random: number): number {
  return random * Math.min(RETRY_DELAY_MS.maximum, RETRY_DELAY_MS.base * 2 ** attempt);
}

/**
 * Whether a connection is of no more use after this error: it is lost, or the server no longer agrees with the driver
 * about its prepared statements. An ordinary refusal of a statement (severity ERROR) leaves a connection as good as new.
 */
export function breaksConnection(error: unknown): boolean {
  if (!isRecord(error) || typeof error['severity'] !== 'string') {
    return true;
  }
  return error['severity'] !== 'ERROR' || classifyDatabaseError(error).class === 'not-run' || error['code'] === '25006';
}

function judge(error: unknown, depth: number): DatabaseFailure | undefined {
  if (!isRecord(error) || depth > MAX_DEPTH) {
    return undefined;
  }
  return judgeCauses(error, depth + 1) ?? judgeItself(error);
}

function judgeCauses(error: Record<string, unknown>, depth: number): DatabaseFailure | undefined {
  const meta = error['meta'];
  const adapterError = isRecord(meta) ? judge(meta['driverAdapterError'], depth) : undefined;
  return adapterError ?? judge(error['cause'], depth);
}

function judgeItself(error: Record<string, unknown>): DatabaseFailure | undefined {
  const code = codeOf(error);
  if (code === 'ETIMEDOUT' && error['syscall'] === 'connect') {
    return { class: 'not-run', busy: true, code };
  }
  const byCode = code === undefined ? undefined : lookUp(DATABASE_ERROR_CODES, code);
  const byMessage = byCode === undefined ? lookUpMessage(error['message']) : undefined;
  const kind = error['kind'];
  const byKind = typeof kind === 'string' ? lookUp(DRIVER_ADAPTER_KINDS, kind) : undefined;
  const rule = byCode ?? byMessage ?? byKind;
  if (rule !== undefined) {
    return { ...rule, code: code ?? (typeof kind === 'string' ? kind : String(error['message'])) };
  }
  // A code that PostgreSQL gave, though not one of the table, is the verdict: do not look at what Prisma made of it.
  return typeof error['originalCode'] === 'string' ? { ...FINAL, code } : undefined;
}

function codeOf(error: unknown): string | undefined {
  if (!isRecord(error)) {
    return undefined;
  }
  const code = error['originalCode'] ?? error['code'];
  return typeof code === 'string' ? code : undefined;
}

function lookUp(table: Readonly<Record<string, DatabaseErrorRule>>, key: string): DatabaseErrorRule | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function lookUpMessage(message: unknown): DatabaseErrorRule | undefined {
  return typeof message === 'string' ? DRIVER_MESSAGES.find(({ start }) => message.startsWith(start))?.rule : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
