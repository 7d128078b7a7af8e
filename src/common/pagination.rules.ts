import { DomainError } from './domain-error.js';
import { DEFAULT_LIMIT } from './pagination.tables.js';

export interface PagingQuery {
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  readonly cursor?: string | undefined;
}

/** The last row of the page before: the sort key's numbers (times in milliseconds), the id last. */
export type CursorKey = readonly (string | number)[];

/** The largest number a key may hold: the last millisecond of a Date, which PostgreSQL can store too. */
const MAX_KEY_NUMBER = 8.64e15;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where a page starts. */
export type PageRequest =
  | { readonly kind: 'offset'; readonly limit: number; readonly offset: number }
  | { readonly kind: 'cursor'; readonly limit: number; readonly after: CursorKey };

export interface Page {
  readonly limit: number;
  readonly offset?: number;
  readonly total?: number;
  readonly nextCursor: string | null;
}

export interface List<Item> {
  readonly items: Item[];
  readonly page: Page;
}

/** An opaque cursor. `order` names the sort order, so that a cursor of one order is refused by another. */
export function encodeCursor(order: string, key: CursorKey): string {
  return Buffer.from(JSON.stringify([order, ...key])).toString('base64url');
}

/**
 * Reads a cursor back.
 *
 * @throws DomainError INVALID_CURSOR when it was not made by {@link encodeCursor} for this order and this key length.
 */
export function decodeCursor(order: string, keyLength: number, cursor: string): CursorKey {
  const [first, ...key] = parseArray(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (first !== order || key.length !== keyLength || !isStorableKey(key)) {
    throw new DomainError('INVALID_CURSOR', 'cursor: must be the nextCursor of a page in the same order.', {
      errors: [{ path: 'cursor', message: 'must be the nextCursor of a page in the same order' }],
    });
  }
  return key as CursorKey;
}

/** False for what the database would refuse: a cursor is in the caller's hands. */
function isStorableKey(key: readonly unknown[]): boolean {
  const id = key.at(-1);
  const numbers = key.slice(0, -1);
  return (
    typeof id === 'string' &&
    UUID.test(id) &&
    numbers.every((part) => typeof part === 'number' && part >= 0 && part <= MAX_KEY_NUMBER)
  );
}

function parseArray(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** What the caller asked for. A cursor wins over nothing; both at once are refused. */
export function pageRequest(order: string, keyLength: number, query: PagingQuery): PageRequest {
  const limit = query.limit ?? DEFAULT_LIMIT;
  if (query.cursor === undefined) return { kind: 'offset', limit, offset: query.offset ?? 0 };
  if (query.offset !== undefined) {
    throw new DomainError('VALIDATION_FAILED', 'Give either cursor or offset, not both.', {
      errors: [{ path: 'cursor', message: 'cannot be combined with offset' }],
    });
  }
  return { kind: 'cursor', limit, after: decodeCursor(order, keyLength, query.cursor) };
}

/**
 * Builds the answer of a list from at most `limit + 1` rows: the extra row only tells that there is a next page.
 *
 * @param keyOf the sort key of a row, as {@link encodeCursor} wants it
 * @param total the number of all rows; needed with offset paging only
 */
export function buildList<Row, Item>(
  order: string,
  request: PageRequest,
  rows: readonly Row[],
  keyOf: (row: Row) => CursorKey,
  present: (row: Row) => Item,
  total?: number,
): List<Item> {
  const shown = rows.slice(0, request.limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > request.limit && last !== undefined ? encodeCursor(order, keyOf(last)) : null;
  const offset = request.kind === 'offset' ? { offset: request.offset, total: total ?? 0 } : {};
  return { items: shown.map(present), page: { limit: request.limit, ...offset, nextCursor } };
}
