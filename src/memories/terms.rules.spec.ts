import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { extractIndexTerms, extractTerms, normaliseText } from './terms.rules.js';
import { IRREGULAR_STEMS } from './terms.tables.js';

describe('extractTerms', () => {
  it('brings the forms of an English word together', () => {
    expect(extractTerms('won')).toEqual(extractTerms('winning'));
    expect(extractTerms('He KILLED three dragons quickly')).toEqual(['kill', 'three', 'dragon', 'quick']);
    expect(extractTerms("the player's victories")).toEqual(extractTerms('player victory'));
    expect(extractTerms('raging')).toEqual(extractTerms('rage'));
  });

  it('brings an irregular form together with the forms of its base', () => {
    expect(extractTerms('She left')).toEqual(extractTerms('leaving'));
    expect(extractTerms('became')).toEqual(extractTerms('becomes'));
    expect(extractTerms('taught chosen sworn hidden')).toEqual(extractTerms('teaches choosing swears hiding'));
    expect(extractTerms('wrote rode swung froze shook')).toEqual(
      extractTerms('writing riding swinging freezing shaking'),
    );
    const apart = Object.entries(IRREGULAR_STEMS).filter(
      ([form, base]) => extractTerms(form)[0] !== extractTerms(base)[0],
    );
    expect(apart).toEqual([]);
  });

  it('keeps words apart that only look like forms of each other', () => {
    for (const [a, b] of [
      ['king', 'kin'],
      ['boss', 'bos'],
      ['need', 'ne'],
      ['cape', 'cap'],
      ['sacred', 'sacre'],
    ] as const) {
      expect(extractTerms(a)).not.toEqual(extractTerms(b));
    }
  });

  it('keeps repeats, so that frequency can be counted, and drops function words', () => {
    expect(extractTerms('the boss and the boss of it')).toEqual(['boss', 'boss']);
    expect(extractTerms("who are you, and don't they?")).toEqual([]);
  });

  it('cuts Chinese and Japanese into overlapping pairs', () => {
    expect(extractTerms('击败巨龙')).toEqual(['击败', '败巨', '巨龙']);
    expect(extractTerms('ドラゴン')).toEqual(['ドラ', 'ラゴ', 'ゴン']);
    expect(extractTerms('龙')).toEqual(['龙']);
  });

  it('reads mixed text, full width and half width', () => {
    expect(extractTerms('我用Dragonfang Blade击败了Boss！')).toEqual(
      expect.arrayContaining(['我用', 'dragonfang', 'blade', '击败', '败了', 'boss']),
    );
    expect(extractTerms('ＭＶＰ ﾄﾞﾗｺﾞﾝ')).toEqual(['mvp', 'ドラ', 'ラゴ', 'ゴン']);
    expect(extractTerms('5-win streak')).toEqual(['5', 'win', 'streak']);
  });

  it('finds the words of a script without spaces, and of one with accents', () => {
    expect(extractTerms('ผู้เล่นชนะมังกร')).toContain('ชนะ');
    expect(extractTerms('Épée légendaire')).toEqual(extractTerms('epee legendaire'));
    expect(extractTerms('Победа над драконом')).toEqual(['победа', 'над', 'драконом']);
  });

  it('finds pairs in characters outside of the basic plane whole', () => {
    expect(extractTerms('𠮷野家')).toEqual(['𠮷野', '野家']);
  });

  it('never gives an empty or endless term, and reads 2,000 characters at most', () => {
    expect(extractTerms(`${'x '.repeat(1000)}dragon`)).not.toContain('dragon');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const term of extractTerms(text)) {
          expect(term.trim()).not.toBe('');
          expect(term.length).toBeLessThanOrEqual(40);
        }
      }),
    );
  });

  it('gives the same terms however a text is written in upper or lower case', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ a-z0-9']{0,60}$/), (text) => {
        expect(extractTerms(text.toUpperCase())).toEqual(extractTerms(text));
      }),
    );
  });
});

describe('extractIndexTerms', () => {
  it('adds the single Chinese characters, by which a question of one character finds its memory', () => {
    const terms = extractIndexTerms('伝説の剣を手に入れた');
    expect(terms).toEqual(expect.arrayContaining([...extractTerms('伝説の剣を手に入れた'), ...extractTerms('剣')]));
    expect(terms).not.toContain('を');
  });

  it('holds every term a question with the same words has', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
        const indexed = new Set(extractIndexTerms(text));
        expect(extractTerms(text).every((term) => indexed.has(term))).toBe(true);
      }),
    );
  });
});

describe('normaliseText', () => {
  it('takes away what does not change a sentence', () => {
    expect(normaliseText('  Won   a\nMatch!! ')).toBe('won a match');
    expect(normaliseText('勝利した。')).toBe('勝利した');
    expect(normaliseText('Ｗｏｎ！')).toBe('won');
  });

  it('keeps texts of nothing but punctuation apart', () => {
    expect(normaliseText('!!!')).not.toBe(normaliseText('???'));
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
        const once = normaliseText(text);
        expect(normaliseText(once)).toBe(once);
      }),
    );
  });
});
