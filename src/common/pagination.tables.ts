/** Rows a page holds when the caller does not say: about what a screen shows. */
export const DEFAULT_LIMIT = 50;
/** Rows a page holds at most: its JSON stays near 100 KB. */
export const MAX_LIMIT = 100;
/** Beyond this an offset makes the database read and throw away too much; a cursor does not. */
export const MAX_OFFSET = 1_000_000;
