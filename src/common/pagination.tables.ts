/** Rows a page holds when the caller does not say; from the performance guide. */
export const DEFAULT_LIMIT = 50;
/** Rows a page holds at most; from the performance guide. */
export const MAX_LIMIT = 100;
/** Beyond this an offset makes the database read and throw away too much; a cursor does not. */
export const MAX_OFFSET = 1_000_000;
