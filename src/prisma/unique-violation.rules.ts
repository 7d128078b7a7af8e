/** SQLSTATE of a row that stands already. */
const UNIQUE_VIOLATION = '23505';

/** True when the database refused a row because its key is taken. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION;
}
