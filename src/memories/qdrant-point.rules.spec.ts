import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { payloadOf, pointFilter, stampOf, type PointSource } from './qdrant-point.rules.js';

const source: fc.Arbitrary<PointSource> = fc.record({
  id: fc.uuid(),
  playerId: fc.uuid(),
  gameId: fc.uuid(),
  type: fc.constantFrom('combat', 'quest'),
  importance: fc.double({ min: 0, max: 1, noNaN: true }),
  createdAtMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  hash: fc.stringMatching(/^[0-9a-f]{16}$/),
});

describe('pointFilter', () => {
  it('is always of one player and one model, whatever else is asked for', () => {
    const time = fc.date({ min: new Date(0), max: new Date(4_000_000_000_000), noInvalidDate: true });
    const filter = fc.record(
      { types: fc.array(fc.string()), minImportance: fc.double({ min: 0, max: 1 }), since: time, until: time },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.uuid(), filter, (playerId, asked) => {
        const { must } = pointFilter(playerId, 'a-model', asked);
        expect(must[0]).toEqual({ key: 'playerId', match: { value: playerId } });
        expect(must[1]).toEqual({ key: 'model', match: { value: 'a-model' } });
        const times = (asked.since ?? asked.until) ? 1 : 0;
        const others = [asked.types, asked.minImportance].filter((part) => part !== undefined).length;
        expect(must).toHaveLength(2 + others + times);
      }),
    );
  });
});

describe('stampOf', () => {
  it('is the same for what came back from JSON, and another for anything that a search chooses by', () => {
    fc.assert(
      fc.property(source, (one) => {
        const payload = payloadOf(one, 'a-model');
        const stamp = stampOf(payload);
        expect(stampOf(JSON.parse(JSON.stringify(payload)) as typeof payload)).toBe(stamp);
        expect(stampOf(payloadOf(one, 'another-model'))).not.toBe(stamp);
        expect(stampOf(payloadOf({ ...one, importance: (one.importance + 0.5) % 1.1 }, 'a-model'))).not.toBe(stamp);
        expect(stampOf(payloadOf({ ...one, hash: `${one.hash}0` }, 'a-model'))).not.toBe(stamp);
        expect(stampOf(payloadOf({ ...one, type: 'social' }, 'a-model'))).not.toBe(stamp);
      }),
    );
  });
});
