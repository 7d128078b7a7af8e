import { describe, expect, it } from '@jest/globals';
import { EVENT_TYPES } from '../emotion/event-type.tables.js';
import { EMOTION_NAMES } from '../emotion/emotion.types.js';
import { bareLines, coverageOf, thinCells } from './pack-coverage.rules.js';
import { lintLines } from './pack-lint.rules.js';
import { MIN_VARIANTS } from './pack-lint.tables.js';
import { loadPacks } from './pack-loader.js';
import { NEUTRAL_PERSONA, PERSONA_NAMES } from './persona.tables.js';

const LANGUAGES = ['de', 'en', 'es', 'fr', 'ja', 'ko', 'pt-BR', 'zh'];
/** What every sentence of a language has at least one character of. */
const SCRIPTS: Readonly<Record<string, RegExp>> = {
  ja: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u,
  ko: /\p{Script=Hangul}/u,
  zh: /\p{Script=Han}/u,
};
const LATIN = /\p{Script=Latin}/u;

const library = loadPacks();
const eventTypes = Object.keys(EVENT_TYPES);

describe('the built-in packs', () => {
  it('are those of the eight languages', () => {
    expect(library.languages()).toEqual(LANGUAGES);
  });

  it('have nothing that the linter finds fault with, nor remarks on', () => {
    expect(lintLines(library.lines, { eventTypes, personas: PERSONA_NAMES, languages: LANGUAGES })).toEqual([]);
  });

  it('have enough lines for every persona, event and emotion in every language', () => {
    const cells = PERSONA_NAMES.length * eventTypes.length * EMOTION_NAMES.length;
    for (const coverage of coverageOf(library, eventTypes, PERSONA_NAMES)) {
      expect(coverage).toMatchObject({ cells, covered: cells, share: 1 });
    }
  });

  it.each(LANGUAGES)('in %s let a persona of a game speak of every emotion, and at any time', (language) => {
    const thin = thinCells(library, language, NEUTRAL_PERSONA, []);
    expect(thin).toEqual([]);
    expect(bareLines(library, language, NEUTRAL_PERSONA).length).toBeGreaterThan(MIN_VARIANTS);
  });

  it('are written in their own scripts', () => {
    const strange = library.lines.filter(({ language, text }) => !(SCRIPTS[language] ?? LATIN).test(text));
    expect(strange.map(({ language, id }) => `${language}/${id}`)).toEqual([]);
  });
});
