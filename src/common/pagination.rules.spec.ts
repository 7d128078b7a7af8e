import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DomainError } from './domain-error.js';
import { buildList, decodeCursor, encodeCursor, pageRequest, type CursorKey } from './pagination.rules.js';

const ID = '0198a1b2-0000-7000-8000-000000000001';
const order = fc.constantFrom('player', 'game', 'memory.createdAt', 'memory.importance');
const timeMs = fc.integer({ min: 0, max: 8_640_000_000_000_000 });
const id = fc.uuid();
const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return error instanceof DomainError ? error.code : String(error);
  }
  return undefined;
}

describe('a cursor', () => {
  it('gives back the key that it was made of, for times and for scores', () => {
    fc.assert(
      fc.property(order, fc.oneof(timeMs, fc.double({ min: 0, max: 1, noNaN: true })), id, (name, value, rowId) => {
        const key: CursorKey = [value === 0 ? 0 : value, rowId];
        expect(decodeCursor(name, 2, encodeCursor(name, key))).toEqual(key);
      }),
    );
  });

  it('can stand in a URL as it is', () => {
    fc.assert(
      fc.property(order, timeMs, id, (name, time, rowId) => {
        expect(encodeCursor(name, [time, rowId])).toMatch(/^[\w-]+$/);
      }),
    );
  });

  it('of one order is refused by another', () => {
    fc.assert(
      fc.property(order, order, timeMs, id, (made, read, time, rowId) => {
        fc.pre(made !== read);
        expect(codeOf(() => decodeCursor(read, 2, encodeCursor(made, [time, rowId])))).toBe('INVALID_CURSOR');
      }),
    );
  });

  it('that we never gave is refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.json().map(forged), fc.jsonValue().map(forged)), (text) => {
        expect(codeOf(() => decodeCursor('player', 2, text))).toBe('INVALID_CURSOR');
      }),
    );
  });

  it.each([
    ['no id', ['player', 5]],
    ['an id that is no UUID', ['player', 5, "x' OR 1=1"]],
    ['an id that is a number', ['player', 5, 6]],
    ['a time that is text', ['player', '2026-01-01', ID]],
    ['a time before 1970', ['player', -1, ID]],
    ['a time that no Date can be', ['player', 8.64e15 + 1, ID]],
    ['a time that is an object', ['player', {}, ID]],
    ['more parts than the order has', ['player', 5, 6, ID]],
    ['an object', { order: 'player' }],
    ['null', null],
  ])('with %s is refused before the database meets it', (_what, value) => {
    expect(codeOf(() => decodeCursor('player', 2, forged(value)))).toBe('INVALID_CURSOR');
  });

  it('names its field when it is refused', () => {
    expect.assertions(1);
    try {
      decodeCursor('player', 2, 'garbage');
    } catch (error) {
      expect((error as DomainError).errors).toEqual([{ path: 'cursor', message: expect.any(String) }]);
    }
  });
});

describe('a page request', () => {
  it('starts at the first fifty when nothing is said', () => {
    expect(pageRequest('player', 2, {})).toEqual({ kind: 'offset', limit: 50, offset: 0 });
  });

  it('goes on after a cursor', () => {
    const cursor = encodeCursor('player', [7, ID]);
    expect(pageRequest('player', 2, { limit: 3, cursor })).toEqual({ kind: 'cursor', limit: 3, after: [7, ID] });
  });

  it('takes a cursor or an offset, even 0, but not both', () => {
    const cursor = encodeCursor('player', [7, ID]);
    expect(codeOf(() => pageRequest('player', 2, { cursor, offset: 0 }))).toBe('VALIDATION_FAILED');
  });
});

function page(rows: { n: number; id: string }[], limit: number, cursor?: string) {
  const request = pageRequest('player', 2, { limit, cursor });
  return buildList(
    'player',
    request,
    rows,
    (row): CursorKey => [row.n, row.id],
    (row) => row.n,
    rows.length,
  );
}

describe('a list', () => {
  it('has a next page exactly when there is a row more than it shows', () => {
    const rows = [1, 2, 3].map((n) => ({ n, id: ID }));
    expect(page(rows.slice(0, 2), 2)).toEqual({
      items: [1, 2],
      page: { limit: 2, offset: 0, total: 2, nextCursor: null },
    });
    expect(page(rows, 2).items).toEqual([1, 2]);
    expect(page(rows, 2).page.nextCursor).toBe(encodeCursor('player', [2, ID]));
  });

  it('has a total with an offset only', () => {
    const next = page([], 2, encodeCursor('player', [2, ID]));
    expect(next.page).toEqual({ limit: 2, nextCursor: null });
  });

  it('followed by its cursors shows every row once, in order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (numbers, limit) => {
          const all = numbers.toSorted((a, b) => b - a).map((n) => ({ n, id: ID }));
          const seen: number[] = [];
          let cursor: string | undefined;
          do {
            const from = cursor === undefined ? Infinity : Number(decodeCursor('player', 2, cursor)[0]);
            const list = page(all.filter(({ n }) => n < from).slice(0, limit + 1), limit, cursor);
            seen.push(...list.items);
            cursor = list.page.nextCursor ?? undefined;
          } while (cursor !== undefined);
          expect(seen).toEqual(all.map(({ n }) => n));
        },
      ),
    );
  });
});
