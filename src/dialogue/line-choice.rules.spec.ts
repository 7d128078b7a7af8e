import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { EMOTION_NAMES, type EmotionName } from '../emotion/emotion.types.js';
import type { Facts, LineChoice, LineHistory, LineRequest, Scalar } from './dialogue.types.js';
import { chooseLine, MAX_REJECTIONS } from './line-choice.rules.js';
import { compilePack } from './pack-compile.rules.js';
import { PackLibrary } from './pack-library.js';
import type { PackLine } from './pack.schemas.js';

type Draft = Omit<PackLine, 'persona' | 'text'> & Partial<Pick<PackLine, 'persona' | 'text'>>;

/** A library of one or more languages; persona and text may be left out. */
function library(lines: Record<string, readonly Draft[]>): PackLibrary {
  return new PackLibrary(
    Object.entries(lines).flatMap(([language, drafts]) => {
      const pack = { language, lines: drafts.map((draft) => ({ persona: 'cool' as const, text: draft.id, ...draft })) };
      const { lines: compiled, faults } = compilePack(pack);
      expect(faults).toEqual([]);
      return compiled;
    }),
  );
}

function request(source: PackLibrary, more: Partial<LineRequest> = {}): LineRequest {
  return {
    library: source,
    languages: ['en'],
    persona: 'cool',
    eventType: 'player.victory',
    emotion: 'proud',
    facts: new Map(),
    said: new Map(),
    lastLines: [],
    nowMs: 1_000_000,
    seed: 1,
    ...more,
  };
}

function facts(values: Record<string, Scalar>): Facts {
  return new Map(Object.entries(values));
}

/** What a player remembers, as the caller would keep it. */
class Player {
  readonly said = new Map<string, LineHistory>();
  lastLines: string[] = [];

  hear({ lineId }: LineChoice, nowMs: number): void {
    this.said.set(lineId, { times: (this.said.get(lineId)?.times ?? 0) + 1, lastSaidAt: nowMs });
    this.lastLines = [lineId, ...this.lastLines].slice(0, 3);
  }
}

const variants = (prefix: string, count: number, more: Partial<Draft> = {}): Draft[] =>
  Array.from({ length: count }, (_, index) => ({ id: `${prefix}.${index + 1}`, ...more }));

const LADDER: Draft[] = [
  { id: 'exact', event: 'player.victory', emotion: 'proud' },
  { id: 'event-emotion', event: 'player.victory', emotion: 'proud', persona: '*' },
  { id: 'event', event: 'player.victory' },
  { id: 'emotion', emotion: 'proud' },
  { id: 'bare' },
];

describe('specificity', () => {
  it('falls back from the exact line to event and emotion, event, emotion, persona', () => {
    for (let from = 0; from < LADDER.length; from += 1) {
      expect(chooseLine(request(library({ en: LADDER.slice(from) }))).lineId).toBe(LADDER[from]?.id);
    }
  });

  it('lets a condition that holds outweigh an emotion, and one that fails or is unknown count for nothing', () => {
    const source = library({
      en: [...LADDER, { id: 'streak', event: 'player.victory', when: { winStreak: { gte: 3 } } }],
    });
    expect(chooseLine(request(source, { facts: facts({ winStreak: 3 }) })).lineId).toBe('streak');
    expect(chooseLine(request(source, { facts: facts({ winStreak: 2 }) })).lineId).toBe('exact');
    expect(chooseLine(request(source)).lineId).toBe('exact');
  });

  it('never lets another event, emotion or persona speak', () => {
    const source = library({
      en: [
        { id: 'defeat', event: 'player.defeat', emotion: 'proud' },
        { id: 'sad', emotion: 'sad' },
        { id: 'cute', persona: 'cute', event: 'player.victory' },
        { id: 'bare' },
      ],
    });
    const choice = chooseLine(request(source));
    expect(choice.lineId).toBe('bare');
    expect(choice.rejected).toEqual([]);
  });

  it('understands values, lists and both bounds of a range', () => {
    const source = library({
      en: [
        { id: 'kills', when: { killCount: { gte: 2, lte: 4 } } },
        { id: 'epic', when: { rarity: { in: ['epic', 'legendary'] } } },
        { id: 'mvp', when: { mvp: true } },
        { id: 'bare' },
      ],
    });
    const said = (values: Record<string, Scalar>) => chooseLine(request(source, { facts: facts(values) })).lineId;
    expect([1, 2, 4, 5].map((killCount) => said({ killCount }))).toEqual(['bare', 'kills', 'kills', 'bare']);
    expect(['rare', 'epic'].map((rarity) => said({ rarity }))).toEqual(['bare', 'epic']);
    expect([false, true].map((mvp) => said({ mvp }))).toEqual(['bare', 'mvp']);
  });
});

const SLOTS = library({
  en: [
    { id: 'item', event: 'player.loot', text: 'Ooh, {item}!' },
    { id: 'kills', event: 'player.kill', text: '{killCount, plural, one {# kill} other {# kills}}. Nice.' },
    { id: 'bare' },
  ],
});

/** What is said after so many kills. */
const kills = (killCount: number) =>
  chooseLine(request(SLOTS, { eventType: 'player.kill', facts: facts({ killCount }) })).text;

describe('slots', () => {
  it('are filled from the facts, and a line whose slot is missing is not said', () => {
    expect(chooseLine(request(SLOTS, { eventType: 'player.loot', facts: facts({ item: 'Bow' }) })).text).toBe(
      'Ooh, Bow!',
    );
    const without = chooseLine(request(SLOTS, { eventType: 'player.loot' }));
    expect(without.lineId).toBe('bare');
    expect(without.rejected).toEqual([{ id: 'item', reason: 'slot_missing' }]);
  });

  it('follow the plural rules and the digits of the language', () => {
    expect([0, 1, 2, 1200].map(kills)).toEqual([
      '0 kills. Nice.',
      '1 kill. Nice.',
      '2 kills. Nice.',
      '1,200 kills. Nice.',
    ]);
  });

  it('are arguments: ICU syntax in a value is said, not run', () => {
    const item = "{killCount, plural, other {#}} {name} '{'";
    expect(chooseLine(request(SLOTS, { eventType: 'player.loot', facts: facts({ item }) })).text).toBe(`Ooh, ${item}!`);
  });
});

describe('repetition', () => {
  it('says every variant before any repeats, and none within the last three, over 500 events', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 7 }), fc.integer(), (count, seed) => {
        const source = library({ en: [...variants('v', count, { event: 'player.victory' }), { id: 'bare' }] });
        const player = new Player();
        const heard: string[] = [];
        for (let turn = 0; turn < 500; turn += 1) {
          const choice = chooseLine(
            request(source, { said: player.said, lastLines: player.lastLines, nowMs: turn * 1000, seed: seed + turn }),
          );
          expect(player.lastLines).not.toContain(choice.lineId);
          player.hear(choice, turn * 1000);
          heard.push(choice.lineId);
        }
        for (let round = 0; round + count <= heard.length; round += count) {
          expect(new Set(heard.slice(round, round + count)).size).toBe(count);
        }
      }),
      { numRuns: 8 },
    );
  });

  it('never repeats within the last three while any four lines can be said, whatever happens', () => {
    const source = library({
      en: [
        ...variants('win', 2, { event: 'player.victory' }),
        ...variants('proud', 3, { emotion: 'proud', weight: 90 }),
        ...variants('streak', 1, { event: 'player.victory', when: { winStreak: { gte: 3 } } }),
        { id: 'first', event: 'player.victory', once: true },
        { id: 'rare', cooldownSeconds: 60 },
        ...variants('bare', 4),
      ],
    });
    const turn = fc.record({
      eventType: fc.constantFrom('player.victory', 'player.kill', 'my.event'),
      emotion: fc.constantFrom<EmotionName>('proud', 'sad'),
      winStreak: fc.integer({ min: 0, max: 5 }),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(fc.array(turn, { minLength: 20, maxLength: 60 }), (turns) => {
        const player = new Player();
        turns.forEach(({ eventType, emotion, winStreak, seed }, index) => {
          const nowMs = index * 5000;
          const { said, lastLines } = player;
          const choice = chooseLine(
            request(source, { eventType, emotion, said, lastLines, nowMs, seed, facts: facts({ winStreak }) }),
          );
          expect(player.lastLines).not.toContain(choice.lineId);
          expect(choice.lineId === 'first' && player.said.has('first')).toBe(false);
          player.hear(choice, nowMs);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('goes down a level rather than repeat, and comes back', () => {
    const source = library({ en: [...variants('win', 3, { event: 'player.victory' }), { id: 'bare' }] });
    const player = new Player();
    const heard = Array.from({ length: 8 }, (_, turn) => {
      const { said, lastLines } = player;
      const choice = chooseLine(request(source, { said, lastLines, nowMs: turn, seed: turn }));
      player.hear(choice, turn);
      return choice.lineId;
    });
    expect(heard.map((id) => id.split('.')[0])).toEqual(['win', 'win', 'win', 'bare', 'win', 'win', 'win', 'bare']);
  });

  it('brings back one of the last three only when nothing else is left', () => {
    const source = library({ en: [{ id: 'a' }, { id: 'b' }] });
    const said = new Map([
      ['a', { times: 1, lastSaidAt: 10 }],
      ['b', { times: 1, lastSaidAt: 20 }],
    ]);
    expect(chooseLine(request(source, { said, lastLines: ['b', 'a'] })).lineId).toBe('a');
  });

  it('prefers the line said longest ago among those said equally often', () => {
    const source = library({ en: variants('bare', 3) });
    const said = new Map([
      ['bare.1', { times: 2, lastSaidAt: 300 }],
      ['bare.2', { times: 2, lastSaidAt: 100 }],
      ['bare.3', { times: 2, lastSaidAt: 200 }],
    ]);
    for (let seed = 0; seed < 20; seed += 1) {
      expect(chooseLine(request(source, { said, seed })).lineId).toBe('bare.2');
    }
  });
});

describe('cooldown and once', () => {
  it('keeps a line back until its cooldown has passed, to the millisecond', () => {
    const source = library({ en: [{ id: 'cooled', event: 'player.victory', cooldownSeconds: 60 }, { id: 'bare' }] });
    const said = new Map([['cooled', { times: 1, lastSaidAt: 1_000_000 }]]);
    expect(chooseLine(request(source, { said, nowMs: 1_059_999 })).lineId).toBe('bare');
    expect(chooseLine(request(source, { said, nowMs: 1_059_999 })).rejected).toEqual([
      { id: 'cooled', reason: 'on_cooldown' },
    ]);
    expect(chooseLine(request(source, { said, nowMs: 1_060_000 })).lineId).toBe('cooled');
  });

  it('says a once line once', () => {
    const source = library({ en: [{ id: 'first', event: 'player.victory', once: true }, { id: 'bare' }] });
    expect(chooseLine(request(source)).lineId).toBe('first');
    const said = new Map([['first', { times: 1, lastSaidAt: 0 }]]);
    expect(chooseLine(request(source, { said, lastLines: ['bare', 'bare', 'bare'] })).lineId).toBe('bare');
  });
});

describe('languages', () => {
  it('tries each language of the chain, and says which one it spoke', () => {
    const source = library({ en: [{ id: 'en.bare' }], ja: [{ id: 'ja.win', event: 'player.victory' }] });
    expect(chooseLine(request(source, { languages: ['ja', 'en'] }))).toMatchObject({
      lineId: 'ja.win',
      language: 'ja',
    });
    expect(chooseLine(request(source, { languages: ['ja', 'en'], eventType: 'my.event' }))).toMatchObject({
      lineId: 'en.bare',
      language: 'en',
    });
  });

  it('repeats itself in the player’s language before it speaks another', () => {
    const source = library({ en: [{ id: 'en.bare' }], ja: [{ id: 'ja.bare' }] });
    const said = new Map([['ja.bare', { times: 9, lastSaidAt: 5 }]]);
    expect(chooseLine(request(source, { languages: ['ja', 'en'], said, lastLines: ['ja.bare'] })).lineId).toBe(
      'ja.bare',
    );
  });

  it('always says something: a bare line whatever its history, and English at last', () => {
    const source = library({
      en: [
        { id: 'spent', event: 'player.victory', once: true },
        { id: 'bare', once: true },
      ],
    });
    const said = new Map(['spent', 'bare'].map((id) => [id, { times: 1, lastSaidAt: 0 }]));
    const choice = chooseLine(request(source, { languages: ['ja'], said }));
    expect(choice).toMatchObject({ lineId: 'bare', language: 'en' });
    expect(choice.rejected).toEqual([{ id: 'spent', reason: 'once_said' }]);
  });

  it('refuses to be silent when there is no line at all', () => {
    expect(() => chooseLine(request(library({})))).toThrow(/no line of last resort for persona cool/);
  });
});

describe('a game’s own lines', () => {
  const built = library({ en: [{ id: 'ours', event: 'player.victory' }, { id: 'ours.bare' }] });

  it('win over equally specific built-in ones, and lose to more specific ones', () => {
    const equal = library({ en: [{ id: 'theirs', event: 'player.victory' }] });
    const choice = chooseLine(request(built, { gameLines: equal }));
    expect(choice).toMatchObject({ lineId: 'theirs', fromGame: true });
    expect(choice.rejected[0]).toEqual({ id: 'ours', reason: 'game_line_wins' });
    const bare = library({ en: [{ id: 'theirs' }] });
    expect(chooseLine(request(built, { gameLines: bare }))).toMatchObject({ lineId: 'ours', fromGame: false });
  });

  it('make way for the built-in ones rather than repeat', () => {
    const theirs = library({ en: [{ id: 'theirs', event: 'player.victory' }] });
    const said = new Map([['theirs', { times: 1, lastSaidAt: 0 }]]);
    expect(chooseLine(request(built, { gameLines: theirs, said, lastLines: ['theirs'] })).lineId).toBe('ours');
  });
});

describe('chance', () => {
  it('is the seed’s: the same request gives the same choice', () => {
    const source = library({ en: variants('bare', 6) });
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(...EMOTION_NAMES), (seed, emotion) => {
        const asked = request(source, { seed, emotion });
        expect(chooseLine(asked)).toEqual(chooseLine(asked));
      }),
    );
  });

  it('gives each line its weight’s share, neighbouring seeds included', () => {
    const source = library({ en: [{ id: 'heavy', weight: 3 }, { id: 'light' }] });
    const heavy = Array.from({ length: 4000 }, (_, seed) => chooseLine(request(source, { seed })).lineId).filter(
      (id) => id === 'heavy',
    );
    expect(heavy.length / 4000).toBeGreaterThan(0.72);
    expect(heavy.length / 4000).toBeLessThan(0.78);
  });
});

describe('the rejected', () => {
  it('are the most specific rivals with the reason of each, and bounded', () => {
    const source = library({
      en: [
        { id: 'fails', event: 'player.victory', emotion: 'proud', when: { mvp: true } },
        { id: 'often', event: 'player.victory' },
        { id: 'win', event: 'player.victory' },
        { id: 'later', event: 'player.victory' },
        ...variants('bare', 30),
      ],
    });
    const said = new Map([
      ['often', { times: 3, lastSaidAt: 0 }],
      ['win', { times: 1, lastSaidAt: 1 }],
      ['later', { times: 1, lastSaidAt: 2 }],
    ]);
    const { lineId, rejected } = chooseLine(request(source, { said }));
    expect(lineId).toBe('win');
    expect(rejected).toHaveLength(MAX_REJECTIONS);
    expect(rejected.slice(0, 4)).toEqual([
      { id: 'fails', reason: 'criteria_fail' },
      { id: 'often', reason: 'said_more_often' },
      { id: 'later', reason: 'said_later' },
      { id: 'bare.1', reason: 'less_specific' },
    ]);
  });
});
