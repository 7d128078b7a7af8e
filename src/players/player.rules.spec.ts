import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { PERSONA_NAMES, PERSONAS } from '../dialogue/persona.tables.js';
import { baselineOf, moodAt, presentMood, presentPlayer, presentRow, roundUnit } from './player.rules.js';
import type { PlayerRecord, StoredMood } from './player.types.js';

const SET_AT = Date.parse('2026-05-01T12:00:00Z');
const MINUTE = 60_000;
const unit = fc.double({ min: -1, max: 1, noNaN: true });
const stored: fc.Arbitrary<StoredMood> = fc.record({
  pleasure: unit,
  arousal: unit,
  dominance: unit,
  moodAtMs: fc.constant(SET_AT),
  moodGameTime: fc.constant(null),
});
const happy: StoredMood = { pleasure: 0.9, arousal: 0.5, dominance: 0.1, moodAtMs: SET_AT, moodGameTime: null };
const record: PlayerRecord = {
  id: '0198a1b2-0000-7000-8000-000000000001',
  gameId: '0198a1b2-0000-7000-8000-000000000002',
  externalId: 'p',
  characterPersona: 'cool',
  language: 'en',
  preferences: { music: 'off' },
  ...happy,
  affinity: 51.23456,
  totalEvents: 3,
  totalMemories: 1,
  lastActiveAtMs: null,
  createdAtMs: SET_AT,
  updatedAtMs: SET_AT,
  revision: '1-1-1',
  recentMemories: [],
};

describe('the mood of a player', () => {
  it('is as it was stored when no time has passed', () => {
    const { mood, asOfMs } = moodAt(happy, 'cool', SET_AT);
    expect(mood).toMatchObject({ pleasure: 0.9, arousal: 0.5, dominance: 0.1 });
    expect(asOfMs).toBe(SET_AT);
  });

  it('is half way back to the persona after twenty minutes', () => {
    const { mood, asOfMs } = moodAt(happy, 'cool', SET_AT + 20 * MINUTE);
    expect(mood.pleasure).toBeCloseTo((0.9 + PERSONAS.cool.baseline.pleasure) / 2);
    expect(mood.dominance).toBeCloseTo((0.1 + PERSONAS.cool.baseline.dominance) / 2);
    expect(asOfMs).toBe(SET_AT + 20 * MINUTE);
  });

  it('comes nearer to the persona the later it is read, and never past it', () => {
    fc.assert(
      fc.property(
        stored,
        fc.constantFrom(...PERSONA_NAMES),
        fc.nat({ max: 100 * MINUTE }),
        fc.nat({ max: 100 * MINUTE }),
        (mood, persona, one, other) => {
          const [earlier, later] = [Math.min(one, other), Math.max(one, other)];
          const baseline = baselineOf(persona);
          const distanceAt = (elapsed: number) =>
            moodAt(mood, persona, SET_AT + elapsed).mood.pleasure - baseline.pleasure;
          expect(Math.abs(distanceAt(later))).toBeLessThanOrEqual(Math.abs(distanceAt(earlier)) + 1e-12);
          expect(distanceAt(later) * distanceAt(0)).toBeGreaterThanOrEqual(-1e-12);
        },
      ),
    );
  });

  it('stands still when the game sends its own clock', () => {
    const { mood, asOfMs } = moodAt({ ...happy, moodGameTime: 120 }, 'cool', SET_AT + 600 * MINUTE);
    expect(mood.pleasure).toBe(0.9);
    expect(asOfMs).toBe(SET_AT);
  });

  it('set by a clock that is ahead of ours is not dated back', () => {
    const { mood, asOfMs } = moodAt(happy, 'cool', SET_AT - MINUTE);
    expect(mood.pleasure).toBe(0.9);
    expect(asOfMs).toBe(SET_AT);
  });

  it('of a persona that is no more falls back to the default one', () => {
    expect(baselineOf('retired')).toEqual(PERSONAS.cheerful.baseline);
  });

  it('is shown with four decimals and the name of its octant', () => {
    expect(presentMood({ pleasure: 0.123456, arousal: -0.5, dominance: -0.00001 })).toEqual({
      pleasure: 0.1235,
      arousal: -0.5,
      dominance: roundUnit(-0.00001),
      label: 'docile',
    });
  });
});

describe('a player as it is shown', () => {
  it('has every field of the contract, the mood as of now', () => {
    expect(presentPlayer(record, SET_AT + 20 * MINUTE)).toEqual({
      id: record.id,
      gameId: record.gameId,
      externalId: 'p',
      characterPersona: 'cool',
      language: 'en',
      preferences: { music: 'off' },
      mood: { pleasure: 0.5, arousal: 0.15, dominance: 0.25, label: 'exuberant', asOf: '2026-05-01T12:20:00.000Z' },
      affinity: 51.23,
      stats: { totalEvents: 3, totalMemories: 1, lastActiveAt: null },
      recentMemories: [],
      createdAt: '2026-05-01T12:00:00.000Z',
      updatedAt: '2026-05-01T12:00:00.000Z',
    });
  });

  it('in a list leaves out what was not read', () => {
    const row = presentRow({ id: record.id, createdAtMs: SET_AT, externalId: 'p' }, SET_AT);
    expect(JSON.parse(JSON.stringify(row))).toEqual({
      id: record.id,
      externalId: 'p',
      createdAt: '2026-05-01T12:00:00.000Z',
    });
  });
});
