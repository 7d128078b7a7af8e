import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { factsFrom, lineLibrary, lineRequest, variants, type LineDraft } from '../../test/support/dialogue-lines.js';
import { EMOTION_NAMES } from '../emotion/emotion.types.js';
import type { Scalar } from './dialogue.types.js';
import { chooseLine, MAX_REJECTIONS } from './line-choice.rules.js';

const LADDER: LineDraft[] = [
  { id: 'exact', event: 'player.victory', emotion: 'proud' },
  { id: 'event-emotion', event: 'player.victory', emotion: 'proud', persona: '*' },
  { id: 'event', event: 'player.victory' },
  { id: 'emotion', emotion: 'proud' },
  { id: 'bare' },
];

describe('specificity', () => {
  it('falls back from the exact line to event and emotion, event, emotion, persona', () => {
    for (let from = 0; from < LADDER.length; from += 1) {
      expect(chooseLine(lineRequest(lineLibrary({ en: LADDER.slice(from) }))).lineId).toBe(LADDER[from]?.id);
    }
  });

  it('lets a condition that holds outweigh an emotion, and one that fails or is unknown count for nothing', () => {
    const source = lineLibrary({
      en: [...LADDER, { id: 'streak', event: 'player.victory', when: { winStreak: { gte: 3 } } }],
    });
    expect(chooseLine(lineRequest(source, { facts: factsFrom({ winStreak: 3 }) })).lineId).toBe('streak');
    expect(chooseLine(lineRequest(source, { facts: factsFrom({ winStreak: 2 }) })).lineId).toBe('exact');
    expect(chooseLine(lineRequest(source)).lineId).toBe('exact');
  });

  it('never lets another event, emotion or persona speak', () => {
    const source = lineLibrary({
      en: [
        { id: 'defeat', event: 'player.defeat', emotion: 'proud' },
        { id: 'sad', emotion: 'sad' },
        { id: 'cute', persona: 'cute', event: 'player.victory' },
        { id: 'bare' },
      ],
    });
    const choice = chooseLine(lineRequest(source));
    expect(choice.lineId).toBe('bare');
    expect(choice.rejected).toEqual([]);
  });

  it('understands values, lists and both bounds of a range', () => {
    const source = lineLibrary({
      en: [
        { id: 'kills', when: { killCount: { gte: 2, lte: 4 } } },
        { id: 'epic', when: { rarity: { in: ['epic', 'legendary'] } } },
        { id: 'mvp', when: { mvp: true } },
        { id: 'bare' },
      ],
    });
    const said = (values: Record<string, Scalar>) =>
      chooseLine(lineRequest(source, { facts: factsFrom(values) })).lineId;
    expect([1, 2, 4, 5].map((killCount) => said({ killCount }))).toEqual(['bare', 'kills', 'kills', 'bare']);
    expect(['rare', 'epic'].map((rarity) => said({ rarity }))).toEqual(['bare', 'epic']);
    expect([false, true].map((mvp) => said({ mvp }))).toEqual(['bare', 'mvp']);
  });
});

const SLOTS = lineLibrary({
  en: [
    { id: 'item', event: 'player.loot', text: 'Ooh, {item}!' },
    { id: 'kills', event: 'player.kill', text: '{killCount, plural, one {# kill} other {# kills}}. Nice.' },
    { id: 'bare' },
  ],
});

/** What is said after so many kills. */
const kills = (killCount: number) =>
  chooseLine(lineRequest(SLOTS, { eventType: 'player.kill', facts: factsFrom({ killCount }) })).text;

describe('slots', () => {
  it('are filled from the facts, and a line whose slot is missing is not said', () => {
    expect(chooseLine(lineRequest(SLOTS, { eventType: 'player.loot', facts: factsFrom({ item: 'Bow' }) })).text).toBe(
      'Ooh, Bow!',
    );
    const without = chooseLine(lineRequest(SLOTS, { eventType: 'player.loot' }));
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
    expect(chooseLine(lineRequest(SLOTS, { eventType: 'player.loot', facts: factsFrom({ item }) })).text).toBe(
      `Ooh, ${item}!`,
    );
  });
});

describe('languages', () => {
  it('tries each language of the chain, and says which one it spoke', () => {
    const source = lineLibrary({ en: [{ id: 'en.bare' }], ja: [{ id: 'ja.win', event: 'player.victory' }] });
    expect(chooseLine(lineRequest(source, { languages: ['ja', 'en'] }))).toMatchObject({
      lineId: 'ja.win',
      language: 'ja',
    });
    expect(chooseLine(lineRequest(source, { languages: ['ja', 'en'], eventType: 'my.event' }))).toMatchObject({
      lineId: 'en.bare',
      language: 'en',
    });
  });

  it('repeats itself in the player’s language before it speaks another', () => {
    const source = lineLibrary({ en: [{ id: 'en.bare' }], ja: [{ id: 'ja.bare' }] });
    const said = new Map([['ja.bare', { times: 9, lastSaidAt: 5 }]]);
    expect(chooseLine(lineRequest(source, { languages: ['ja', 'en'], said, lastLines: ['ja.bare'] })).lineId).toBe(
      'ja.bare',
    );
  });

  it('always says something: a bare line whatever its history, and English at last', () => {
    const source = lineLibrary({
      en: [
        { id: 'spent', event: 'player.victory', once: true },
        { id: 'bare', once: true },
      ],
    });
    const said = new Map(['spent', 'bare'].map((id) => [id, { times: 1, lastSaidAt: 0 }]));
    const choice = chooseLine(lineRequest(source, { languages: ['ja'], said }));
    expect(choice).toMatchObject({ lineId: 'bare', language: 'en' });
    expect(choice.rejected).toEqual([{ id: 'spent', reason: 'once_said' }]);
  });

  it('refuses to be silent when there is no line at all', () => {
    expect(() => chooseLine(lineRequest(lineLibrary({})))).toThrow(/no line of last resort for persona cool/);
  });
});

describe('a game’s own lines', () => {
  const built = lineLibrary({ en: [{ id: 'ours', event: 'player.victory' }, { id: 'ours.bare' }] });

  it('win over the built-in ones, also over more specific ones', () => {
    const equal = lineLibrary({ en: [{ id: 'theirs', event: 'player.victory' }] });
    const choice = chooseLine(lineRequest(built, { gameLines: equal }));
    expect(choice).toMatchObject({ lineId: 'theirs', fromGame: true });
    expect(choice.rejected[0]).toEqual({ id: 'ours', reason: 'game_line_wins' });
    const bare = lineLibrary({ en: [{ id: 'theirs' }] });
    expect(chooseLine(lineRequest(built, { gameLines: bare }))).toMatchObject({ lineId: 'theirs', fromGame: true });
  });

  it('are chosen among as ours are: the most specific first, and only if their criteria hold', () => {
    const theirs = lineLibrary({
      en: [
        { id: 'bare' },
        { id: 'win', event: 'player.victory' },
        { id: 'mvp', event: 'player.victory', when: { mvp: true } },
      ],
    });
    expect(chooseLine(lineRequest(built, { gameLines: theirs })).lineId).toBe('win');
    const mvp = lineRequest(built, { gameLines: theirs, facts: factsFrom({ mvp: true }) });
    expect(chooseLine(mvp).lineId).toBe('mvp');
    const kill = lineLibrary({ en: [{ id: 'kill', event: 'player.kill' }] });
    expect(chooseLine(lineRequest(built, { gameLines: kill })).lineId).toBe('ours');
  });

  it('are said once, and not on their cooldown; then ours are', () => {
    const said = new Map(['once', 'cold'].map((id) => [id, { times: 1, lastSaidAt: 999_000 }]));
    const theirs = lineLibrary({
      en: [
        { id: 'once', once: true },
        { id: 'cold', cooldownSeconds: 2 },
      ],
    });
    const heard = lineRequest(built, { gameLines: theirs, said });
    expect(chooseLine(heard)).toMatchObject({ lineId: 'ours', fromGame: false });
    expect(chooseLine({ ...heard, nowMs: 1_001_000 }).lineId).toBe('cold');
  });

  it('of a persona that is not ours fall back to the neutral ones', () => {
    const neutral = lineLibrary({
      en: [
        { id: 'loud', persona: 'cheerful' },
        { id: 'plain', persona: 'neutral' },
      ],
    });
    const theirs = lineLibrary({ en: [{ id: 'grr', persona: 'grizz', event: 'player.kill' }] });
    const moment = lineRequest(neutral, { gameLines: theirs, persona: 'grizz' });
    expect(chooseLine(moment).lineId).toBe('plain');
    expect(chooseLine({ ...moment, eventType: 'player.kill' }).lineId).toBe('grr');
  });

  it('make way for the built-in ones rather than repeat', () => {
    const theirs = lineLibrary({ en: [{ id: 'theirs', event: 'player.victory' }] });
    const said = new Map([['theirs', { times: 1, lastSaidAt: 0 }]]);
    expect(chooseLine(lineRequest(built, { gameLines: theirs, said, lastLines: ['theirs'] })).lineId).toBe('ours');
  });
});

describe('chance', () => {
  it('is the seed’s: the same request gives the same choice', () => {
    const source = lineLibrary({ en: variants('bare', 6) });
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(...EMOTION_NAMES), (seed, emotion) => {
        const asked = lineRequest(source, { seed, emotion });
        expect(chooseLine(asked)).toEqual(chooseLine(asked));
      }),
    );
  });

  it('gives each line its weight’s share, neighbouring seeds included', () => {
    const source = lineLibrary({ en: [{ id: 'heavy', weight: 3 }, { id: 'light' }] });
    const heavy = Array.from({ length: 4000 }, (_, seed) => chooseLine(lineRequest(source, { seed })).lineId).filter(
      (id) => id === 'heavy',
    );
    expect(heavy.length / 4000).toBeGreaterThan(0.72);
    expect(heavy.length / 4000).toBeLessThan(0.78);
  });
});

describe('the rejected', () => {
  it('are the most specific rivals with the reason of each, and bounded', () => {
    const source = lineLibrary({
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
    const { lineId, rejected } = chooseLine(lineRequest(source, { said }));
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
