import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readEnvelope } from './game-pack-envelope.rules.js';
import { castOf, checkSteps, personaOf } from './game-pack.rules.js';
import { PERSONA_NAMES } from './persona.tables.js';

/** A pack checked to its end, and in how many steps. */
function check(lines: readonly unknown[], personas: readonly string[] = PERSONA_NAMES) {
  const work = checkSteps('en', lines, { personas, knownEvents: ['player.victory'], builtInLanguages: ['en'] });
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
    const draft = { language: 'en', personas: [], lines };
    expect(readEnvelope({ language: 'en', lines })).toEqual({ pack: { language: 'en', lines }, faults: [], draft });
  });

  it('never throws, and names a fault or gives a pack', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { pack, faults } = readEnvelope(value);
        expect(pack === null).toBe(faults.length > 0);
      }),
    );
  });

  it('says all that is wrong, and still knows what the lines are to be checked with', () => {
    const personas = [{ name: 'grizz', mood: 1 }, { name: 'Grizz' }, 7];
    const { pack, faults, draft } = readEnvelope({ language: 'pt-br', lines: [1], personas, author: 'me' });
    expect(pack).toBeNull();
    expect(faults.map(({ path }) => path).toSorted()).toEqual([
      'author',
      'personas.0.mood',
      'personas.1.name',
      'personas.2',
    ]);
    expect(draft).toEqual({ language: 'pt-BR', personas: ['grizz', 'Grizz', ''], lines: [1] });
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
    expect(check(lines).faults.map(({ path }) => path)).toEqual(['lines.1.text', 'lines.2.text', 'lines.3.when']);
  });
});

describe('checkSteps on one line with several faults', () => {
  it('says all of them, each with its place and without saying that twice', () => {
    const bad = { persona: 'nobody', text: 'Hi {player}', emotion: 'joy', when: { winstreak: 3 }, wieght: 2 };
    const { faults } = check([line('a', bad)]);
    expect(faults.map(({ path, message }) => `${path} ${message.split(';')[0]}`).toSorted()).toEqual([
      'lines.0.emotion unknown emotion',
      'lines.0.persona unknown persona',
      'lines.0.text unknown slot {player}',
      'lines.0.when when asks for unknown field winstreak',
      'lines.0.wieght unknown field wieght',
    ]);
  });

  it('remarks on what it carries as well', () => {
    const { faults, warnings } = check([line('a', { persona: 'nobody', event: 'player.victry' })]);
    expect(faults.map(({ path }) => path)).toEqual(['lines.0.persona']);
    expect(warnings.map(({ kind }) => kind)).toEqual(['unknown_event']);
  });

  it('knows an id that stands twice, whatever else is wrong with the lines', () => {
    const { faults } = check([line('a', { emotion: 'joy' }), line('a', { once: 1 })]);
    expect(faults.map(({ path }) => path)).toEqual(['lines.0.emotion', 'lines.1.once', 'lines.1.id']);
  });

  it('refuses what is too wide or too deep before it looks at it, and goes on with the next', () => {
    const wide = Array.from({ length: 65 }, () => ({}));
    const lines = [line('a', { when: { level: { in: wide } } }), line('b', { when: { level: { in: [{ a: 1 }] } } })];
    expect(check([...lines, line('c', { once: 1 })]).faults.map(({ path, message }) => [path, message])).toEqual([
      ['lines.0.when.level.in', 'must have at most 64 entries'],
      ['lines.1.when.level.in.0', 'must be nested at most 6 levels deep in a pack'],
      ['lines.2.once', expect.any(String)],
    ]);
  });

  it('speaks of conditions in words', () => {
    const when = { winStreak: { gte: 3 }, rarity: { in: ['epic', 'legendary'] } };
    expect(check([line('a', { when })]).warnings[0]?.message).toMatch(
      /^1 of 3 variants for winStreak at least 3 and rarity epic or legendary: /,
    );
  });
});

const faultsOf = (event: string, text: string) => check([line('a', { event, text })]).faults.map((f) => f.message);

describe('checkSteps on slots', () => {
  it('lets a line about an event of a game’s own speak of that event’s fields', () => {
    expect(faultsOf('raid.wipe', '{boss} took {attempts, plural, one {# try} other {# tries}}, {首领}.')).toEqual([]);
    expect(faultsOf('raid.wipe', '{item}, {rarity}')).toEqual([]);
  });

  it.each([
    ['player.victory', '{boss}'],
    ['raid.wipe', '{text}'],
    ['raid.wipe', '{mvp}'],
  ])('but %s not of %s', (event, text) => {
    expect(faultsOf(event, text)).toEqual([expect.stringContaining(`unknown slot ${text}`)]);
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
