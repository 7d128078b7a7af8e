import { ERROR_CODES, type ErrorCode } from './error-codes.tables.js';

/** One fault of the input: where it is and which rule it breaks. */
export interface FieldError {
  /** Dotted path of the field, such as `data.killCount`; empty for the body as a whole. */
  readonly path: string;
  readonly message: string;
}

export interface DomainErrorOptions {
  readonly errors?: readonly FieldError[];
  /** Faults that `errors` has no room for. */
  readonly moreErrors?: number;
  /** What is no fault, but worth a thought when the faults are mended. */
  readonly warnings?: readonly FieldError[];
  /** Seconds after which a retry makes sense; sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** A refusal that a caller is meant to see. One filter turns it into problem+json; nothing else is ever shown. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly status: number;
  readonly errors: readonly FieldError[] | undefined;
  readonly moreErrors: number | undefined;
  readonly warnings: readonly FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    detail: string,
    options: DomainErrorOptions = {},
  ) {
    super(detail, { cause: options.cause });
    this.status = ERROR_CODES[code].status;
    this.errors = options.errors;
    this.moreErrors = options.moreErrors;
    this.warnings = options.warnings;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The answer for a resource that does not exist and for one that belongs to another game: they look the same. */
export function notFound(what: string): DomainError {
  return new DomainError('NOT_FOUND', `No such ${what}.`);
}

/** A refusal of one field. */
export function invalidField(path: string, message: string): DomainError {
  return new DomainError('VALIDATION_FAILED', `${path}: ${message}`, { errors: [{ path, message }] });
}
