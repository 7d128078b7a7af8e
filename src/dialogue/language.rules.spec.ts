import { describe, expect, it } from '@jest/globals';
import { isLanguageTag, languageChain, kinOf } from './language.rules.js';

const AVAILABLE = ['en', 'es', 'ja', 'pt-BR', 'zh'];

describe('languageChain', () => {
  it.each([
    ['ja', 'en', 'ja'],
    ['ZH-hant-TW', 'en', 'zh'],
    ['pt-br', 'en', 'pt-BR'],
    ['pt-PT', 'en', 'pt-BR'],
    ['pt', 'en', 'pt-BR'],
    ['es-MX', 'en', 'es'],
    ['ko', 'ja-JP', 'ja'],
    ['ko', 'tlh', 'en'],
    [null, 'zh', 'zh'],
    [undefined, null, 'en'],
  ])('begins for %s with the game default %s at %s', (requested, gameDefault, served) => {
    expect(languageChain(requested, gameDefault, AVAILABLE)[0]).toBe(served);
  });

  it('tries every tag that serves the requested one before the default', () => {
    const withOwn = ['en', 'es', 'pt-BR', 'pt-PT', 'zh', 'zh-TW'];
    expect(languageChain('zh-TW', 'es', withOwn)).toEqual(['zh-TW', 'zh', 'es', 'en']);
    expect(languageChain('pt-PT', null, withOwn)).toEqual(['pt-PT', 'pt-BR', 'en']);
    expect(languageChain('zh', null, withOwn)).toEqual(['zh', 'zh-TW', 'en']);
  });

  it('ends in English and names no language twice', () => {
    expect(languageChain('zh-TW', 'ja', AVAILABLE)).toEqual(['zh', 'ja', 'en']);
    expect(languageChain('en-GB', 'en', AVAILABLE)).toEqual(['en']);
  });
});

describe('kinOf', () => {
  it('keeps those together that one reader reads, by script', () => {
    expect(kinOf(['en-GB', 'en', 'de'])).toEqual([['en-GB', 'en'], ['de']]);
    expect(kinOf(['zh-TW', 'zh-Hant', 'zh', 'en'])).toEqual([['zh-TW', 'zh-Hant'], ['zh'], ['en']]);
    expect(kinOf(['xa', 'xb'])).toEqual([['xa'], ['xb']]);
  });
});

describe('isLanguageTag', () => {
  it('tells well-formed tags from others', () => {
    expect(['en', 'pt-BR', 'zh-Hant-TW', 'tlh'].map(isLanguageTag)).toEqual([true, true, true, true]);
    expect(['', 'zh_CN', 'e', '../etc', `en-${'a-'.repeat(40)}x`].map(isLanguageTag)).toEqual(
      Array.from({ length: 5 }, () => false),
    );
  });
});
