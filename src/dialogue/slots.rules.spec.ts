import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { factsOf, MAX_SLOT_LENGTH, ownFactsOf, slotText } from './slots.rules.js';

const uncounted = { count: null, isFirstTime: null };

describe('slotText', () => {
  it('keeps ordinary names in any script as they are', () => {
    for (const name of ["Dragon's Fang +3", '青龙偃月刀', '村正・改', 'Épée d’Or', '👨‍👩‍👧 charm']) {
      expect(slotText(name)).toBe(name);
    }
  });

  it('makes one line of many, and takes out what cannot be seen', () => {
    expect(slotText('  Sword\r\n\tof\u2028Doom \u0000\u202E\u200B ')).toBe('Sword of Doom');
    expect(slotText('\n\u0007')).toBe('');
  });

  it('leaves no markup', () => {
    expect(slotText('<script>alert(1)</script>')).toBe('‹script›alert(1)‹/script›');
  });

  it('is at most 60 code points, never half a character, whatever comes in', () => {
    expect(slotText('x'.repeat(60))).toBe('x'.repeat(60));
    expect(slotText('x'.repeat(61))).toBe(`${'x'.repeat(59)}…`);
    expect([...slotText('🗡'.repeat(70))]).toHaveLength(MAX_SLOT_LENGTH);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (value) => {
        const text = slotText(value);
        expect([...text].length).toBeLessThanOrEqual(MAX_SLOT_LENGTH);
        expect(text).not.toMatch(/[\p{Cc}\p{Cs}<>]/u);
        expect(slotText(text)).toBe(text);
      }),
    );
  });
});

describe('factsOf', () => {
  it('takes the data before the context before what the server counted', () => {
    const facts = factsOf(
      { type: 'player.victory', data: { winStreak: 4, count: 7 }, context: { winStreak: 2, lossStreak: 1 } },
      { count: 99, isFirstTime: false },
    );
    expect(Object.fromEntries(facts)).toEqual({ winStreak: 4, lossStreak: 1, count: 7, isFirstTime: false });
  });

  it('lets in neither chat, nor unknown fields, nor values of the wrong kind', () => {
    const data = {
      text: 'say something rude',
      playerName: 'Ann',
      item: 5,
      mvp: 'yes',
      killCount: Number.NaN,
      rarity: 'shiny',
      enemy: ' \n ',
    };
    const event = { type: 'player.chat', data, context: {} } as unknown as Parameters<typeof factsOf>[0];
    expect([...factsOf(event, uncounted)]).toEqual([]);
  });
});

const bringing = (data: object, context: object = {}) => ({
  type: 'raid.wipe',
  data: { ...data },
  context: { ...context },
});

describe('ownFactsOf', () => {
  it('takes numbers and texts, the data before the context, and nothing that cannot be spoken', () => {
    const event = bringing(
      { boss: 'Ash', tries: 3, flag: true, list: [1], none: null, blank: ' ' },
      { boss: 'x', zone: 'Z' },
    );
    const slots = ['boss', 'tries', 'flag', 'list', 'none', 'blank', 'zone', 'absent', 'constructor', '__proto__'];
    expect(ownFactsOf(event, slots)).toEqual([
      ['boss', 'Ash'],
      ['tries', 3],
      ['zone', 'Z'],
    ]);
  });

  it('makes a text safe whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (boss) => {
        for (const [, text] of ownFactsOf(bringing({ boss }), ['boss'])) expect(text).toBe(slotText(boss));
      }),
    );
  });
});
