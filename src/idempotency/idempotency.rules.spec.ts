import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { KEY_RANDOM_BYTES, spellKey } from '../auth/key.rules.js';
import type { Principal } from '../auth/principal.js';
import {
  giveEventIds,
  idempotencyKeyOf,
  playerOf,
  recordKey,
  requestHash,
  withoutSecrets,
} from './idempotency.rules.js';

const GAME: Principal = { scope: 'game', keyId: 'k1', gameId: 'g1' };
const ID = '0190a1b2-0000-7000-8000-000000000001';

describe('the header', () => {
  it.each(['a', '"8e03978e-40d5-43dd-bc93-6894a57f9324"', '~'.repeat(255)])('may be %s', (text) => {
    expect(idempotencyKeyOf(text)).toBe(text);
  });

  it.each([[''], ['a b'], ['é'], ['a'.repeat(256)], ['a\tb'], [['a', 'b']]])('may not be %j', (text) => {
    expect(() => idempotencyKeyOf(text)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
  });
});

describe('a record', () => {
  it('belongs to a game, whichever of its keys comes, and to one path, with or without version', () => {
    const key = recordKey(GAME, '/players', 'a');
    expect(recordKey({ ...GAME, keyId: 'k2' }, '/v1/players/', 'a')).toBe(key);
    const others = [
      recordKey({ ...GAME, gameId: 'g2' }, '/players', 'a'),
      recordKey({ scope: 'admin', keyId: 'admin' }, '/players', 'a'),
      recordKey(GAME, '/events', 'a'),
      recordKey(GAME, '/players', 'b'),
    ];
    expect(new Set([key, ...others]).size).toBe(5);
  });

  it('is for what was asked, however it is spelled', () => {
    const hash = requestHash('', { a: 1, b: [{ c: 'x', d: null }] });
    expect(requestHash('', { b: [{ d: null, c: 'x' }], a: 1.0 })).toBe(hash);
    const others = [
      requestHash('x=1', { a: 1, b: [{ c: 'x', d: null }] }),
      requestHash('', { a: 1, b: [{ c: 'x' }] }),
      requestHash('', { a: '1', b: [{ c: 'x', d: null }] }),
      requestHash('', undefined),
    ];
    expect(new Set([hash, ...others]).size).toBe(5);
  });

  it('tells any two bodies apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const [one, other] = [JSON.stringify(a), JSON.stringify(b)];
        fc.pre(one !== other && JSON.stringify(sorted(a)) !== JSON.stringify(sorted(b)));
        expect(requestHash('', JSON.parse(one))).not.toBe(requestHash('', JSON.parse(other)));
        expect(requestHash('', JSON.parse(one))).toBe(requestHash('', sorted(JSON.parse(one))));
      }),
    );
  });

  it('is not made of a body that is nested without end', () => {
    const deep: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));
    expect(() => requestHash('', deep)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  });

  it('keeps no secret', () => {
    const apiKey = spellKey(new Uint8Array(KEY_RANDOM_BYTES));
    expect(withoutSecrets({ id: 1, name: 'agl_x', apiKey, config: {} })).toEqual({ id: 1, name: 'agl_x', config: {} });
    expect(withoutSecrets([apiKey])).toEqual([apiKey]);
    expect(withoutSecrets(undefined)).toBeUndefined();
  });

  it('knows whose answer it holds', () => {
    expect(playerOf('/players', undefined, {}, { id: ID })).toBe(ID);
    expect(playerOf('/players/x/memories', ID, {}, { id: 'other' })).toBe(ID);
    expect(playerOf('/events', undefined, {}, { playerId: ID, id: 'other' })).toBe(ID);
    expect(playerOf('/dialogue/generate', undefined, { playerId: ID }, {})).toBe(ID);
    expect(playerOf('/games', undefined, {}, { id: ID })).toBeNull();
    expect(playerOf('/events', undefined, { playerId: 'by-name' }, undefined)).toBeNull();
  });
});

describe('events without an eventId', () => {
  it('get one that is the same for a repeat, and another for another request', () => {
    expect(given('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(given('a')).toBe(given('a'));
    expect(given('a')).not.toBe(given('b'));
  });

  it('of a batch get one each; those that name theirs keep it, and what is no event is left alone', () => {
    const body = { events: [{ type: 'kill' }, { eventId: 'mine' }, 'text', null, { type: 'kill' }] };
    giveEventIds('/events/batch', body, 'a');
    const [first, second, third, fourth, fifth] = body.events as { eventId: string }[];
    expect([second, third, fourth]).toEqual([{ eventId: 'mine' }, 'text', null]);
    expect(first?.eventId).not.toBe(fifth?.eventId);
  });

  it('are given one by the routes of events alone', () => {
    const body = { events: [{}] };
    giveEventIds('/players', body, 'a');
    expect(body).toEqual({ events: [{}] });
  });
});

function given(seed: string): string | undefined {
  const body = { type: 'kill' } as { eventId?: string };
  giveEventIds('/v1/events', body, seed);
  return body.eventId;
}

/** The same value with the members of its objects in the order of their names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
