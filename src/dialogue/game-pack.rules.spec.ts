import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { castOf, checkSteps, personaOf, readEnvelope } from './game-pack.rules.js';
import { PERSONA_NAMES } from './persona.tables.js';

/** A pack checked to its end, and in how many steps. */
function check(lines: readonly unknown[], personas: readonly string[] = PERSONA_NAMES) {
  const work = checkSteps('en', lines, personas, ['player.victory']);
  for (let steps = 0; ; steps += 1) {
    const step = work.next();
    if (step.done === true) return { ...step.value, steps };
  }
}

const line = (id: string, more: object = {}) => ({ id, persona: 'cool', text: `Text of ${id}`, ...more });

const dated = (day: number, ...names: [string, string][]) => ({
  updatedAt: new Date(Date.UTC(2026, 0, day)),
  personas: names.map(([name, description]) => personaOf({ name, description })),
});

describe('readEnvelope', () => {
  it('reads what a pack is made of and leaves the lines alone', () => {
    const lines = [1, 'two', { three: 3 }];
    expect(readEnvelope({ language: 'en', lines })).toEqual({ pack: { language: 'en', lines }, faults: null });
  });

  it('never throws, and names a fault or gives a pack', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { pack, faults } = readEnvelope(value);
        expect((pack === null) !== (faults === null)).toBe(true);
      }),
    );
  });

  it('refuses what is too wide or too deep before it looks at it', () => {
    const wide = Array.from({ length: 65 }, () => ({}));
    expect(readEnvelope({ language: 'en', lines: [{ when: { level: { in: wide } } }] }).faults).toEqual([
      { path: 'lines.0.when.level.in', message: 'must have at most 64 entries' },
    ]);
    const deep = { language: 'en', lines: [{ when: { level: { in: [{ a: 1 }] } } }] };
    expect(readEnvelope(deep).faults).toEqual([
      { path: 'lines.0.when.level.in.0', message: 'must be nested at most 6 levels deep in a pack' },
    ]);
  });
});

describe('checkSteps', () => {
  it('stops at least once a line, so that nobody waits for the whole', () => {
    const lines = Array.from({ length: 50 }, (_, n) => line(`l.${n}`, { event: 'player.victory' }));
    expect(check(lines).steps).toBeGreaterThanOrEqual(100);
  });

  it('never throws, whatever a line is, and reports every bad one', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 20 }), (lines) => {
        const { faults, lines: read } = check(lines);
        const bad = new Set(faults.map(({ path }) => path.split('.')[1]));
        expect(bad.size + read.length).toBe(lines.length);
      }),
    );
  });

  it('knows the personas of the game, and events of its own', () => {
    const lines = [line('a', { persona: 'grizz', event: 'raid.wipe' }), line('b', { event: 'player.victry' })];
    expect(check(lines).faults.map(({ path }) => path)).toEqual(['lines.0.persona']);
    const { faults, warnings } = check(lines, [...PERSONA_NAMES, 'grizz']);
    expect(faults).toEqual([]);
    expect(warnings.map(({ path, line: id, kind }) => [path, id, kind])).toEqual([
      ['lines.1.event', 'b', 'unknown_event'],
    ]);
  });

  it('lints the lines that can be read beside those that cannot', () => {
    const lines = [
      line('a'),
      line('b', { text: 'text of A!' }),
      line('c', { text: '{' }),
      line('d', { when: { x: 1 } }),
    ];
    expect(check(lines).faults.map(({ path }) => path)).toEqual(['lines.2.text', 'lines.3.when', 'lines.1.text']);
  });
});

describe('castOf', () => {
  it('has each persona once, as the newest pack describes it, by name', () => {
    const packs = [dated(2, ['b', 'new']), dated(1, ['b', 'old'], ['a', 'only'])];
    for (const order of [packs, packs.toReversed()]) {
      expect(castOf(order).map(({ name, description }) => [name, description])).toEqual([
        ['a', 'only'],
        ['b', 'new'],
      ]);
    }
  });
});
