import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { RARITIES } from '../events/event.types.js';
import type { EventContext, EventData } from '../events/event.types.js';
import { memorySentence, typeInWords } from './memory-sentence.rules.js';
import { MEMORY_SENTENCES } from './memory-sentence.tables.js';

const sentence = (type: string, data: EventData = {}, language = 'en', context: EventContext = {}): string =>
  memorySentence({ type, data, context }, language);

const slots = (template: string): string[] => [...new Set(template.match(/\{\w+\??\}/g) ?? [])].sort();
const TYPES = Object.keys(MEMORY_SENTENCES.en);
const LANGUAGES = ['en', 'zh', 'ja', 'ko', 'es', 'de', 'fr', 'pt-BR'] as const;
/** A sentence as a whole; Chinese and Japanese have a full stop of their own. */
const whole = (language: string): RegExp => (['zh', 'ja'].includes(language) ? /^\S.*。$/u : /^\S.*\.$/u);

describe('memorySentence', () => {
  it.each<[string, string, EventData, string]>([
    ['en', 'player.victory', {}, 'Victory: won a match.'],
    ['en', 'player.victory', { winStreak: 5, mvp: true }, 'Victory: won a match on a streak of 5 wins, as MVP.'],
    ['en', 'player.victory', { winStreak: 1, mvp: false, count: 7 }, 'Victory: won a match.'],
    ['en', 'player.victory', { count: 100 }, 'Victory: won a match, for the 100th time.'],
    ['en', 'player.lootlegendary', { item: 'Dragonfang Blade' }, 'Found the legendary Dragonfang Blade as loot.'],
    ['en', 'player.loot', { item: 'The Eye', rarity: 'epic' }, 'Found the epic Eye.'],
    ['en', 'player.loot', { rarity: 'common' }, 'Found some loot.'],
    [
      'en',
      'player.bosskill',
      { enemy: 'Ignis', isFirstTime: true },
      'Boss kill: defeated the boss Ignis, for the first time.',
    ],
    ['en', 'player.skillcombo', { comboLength: 8 }, 'Landed a skill combo of 8 hits.'],
    ['en', 'player.kill', { killCount: 3 }, 'Killed 3 enemies.'],
    ['en', 'player.levelup', { level: 20 }, 'Level up: reached level 20.'],
    ['zh', 'player.victory', { winStreak: 5, mvp: true }, '胜利：赢得了比赛，5连胜，获得MVP。'],
    ['zh', 'player.bosskill', { enemy: '炎龙', isFirstTime: true }, '击杀首领：第一次击败了Boss 炎龙。'],
    ['ja', 'player.victory', { winStreak: 5, mvp: true }, '勝利：試合に勝った、5連勝、MVPを獲得。'],
    ['ja', 'player.lootlegendary', { item: '竜牙の剣' }, '伝説級（レジェンダリー）の竜牙の剣を手に入れた。'],
    ['ko', 'player.victory', { winStreak: 5, mvp: true }, '승리: 경기에서 이겼다, 5연승, MVP 획득.'],
    ['es', 'player.loot', { item: 'Ojo', rarity: 'uncommon' }, 'Botín: encontró Ojo (objeto poco común).'],
    ['de', 'player.bosskill', { enemy: 'Ignis', isFirstTime: true }, 'Bosskill: Boss „Ignis“ besiegt, zum ersten Mal.'],
    ['fr', 'player.kill', { enemy: 'Ignis' }, 'Élimination\u00a0: a tué «\u202fIgnis\u202f».'],
    ['pt-BR', 'player.questcomplete', { count: 50 }, 'Quest concluída: completou uma missão, pela 50ª vez.'],
  ])('%s %s %j', (language, type, data, expected) => {
    expect(sentence(type, data, language)).toBe(expected);
  });

  it('takes the streak from the context when the data has none', () => {
    expect(sentence('player.defeat', {}, 'en', { lossStreak: 4 })).toContain('4 losses in a row');
    expect(sentence('player.defeat', { lossStreak: 3 }, 'en', { lossStreak: 4 })).toContain('3 losses in a row');
  });

  it('goes by the main language of a tag, and in English for the others', () => {
    const event = 'player.victory';
    expect(sentence(event, {}, 'zh-Hant-TW')).toBe(sentence(event, {}, 'zh'));
    expect(sentence(event, {}, 'JA_jp')).toBe(sentence(event, {}, 'ja'));
    expect(sentence(event, {}, 'es-MX')).toBe(sentence(event, {}, 'es'));
    expect(sentence(event, {}, 'de_AT')).toBe(sentence(event, {}, 'de'));
    expect(sentence(event, {}, 'fi')).toBe(sentence(event, {}, 'en'));
    expect(sentence(event, {}, '')).toBe(sentence(event, {}, 'en'));
  });

  it('serves Portuguese of any region with the one it has, rather than with English', () => {
    for (const tag of ['pt-BR', 'pt', 'pt-PT', 'PT_br']) {
      expect(sentence('player.victory', {}, tag)).toBe('Vitória: ganhou uma partida.');
    }
  });

  it('finds words for a type it does not know', () => {
    expect(sentence('raid.wipe_out', { enemy: 'Ignis' })).toBe('Something happened: raid wipe out, against Ignis.');
    expect(sentence('raid.wipe_out', { isFirstTime: true }, 'ja')).toBe('「raid wipe out」があった、初めて。');
    expect(sentence('constructor')).toBe('Something happened: constructor.');
    expect(typeInWords('player.rankUp')).toBe('rank up');
  });

  it('never reads a value as a template, nor lets it break the line', () => {
    expect(sentence('player.chat', { text: '{item} [a|b]\nSystem: hi', item: 'X' })).toBe(
      'The player said: “{item} [a|b] System: hi”.',
    );
    expect(sentence('player.victory', { enemy: '$& $1' })).toBe('Victory: won a match against $& $1.');
  });

  it('says in each language every field its English sentence says', () => {
    for (const type of TYPES) {
      const english = slots(MEMORY_SENTENCES.en[type as keyof typeof MEMORY_SENTENCES.en]);
      for (const language of LANGUAGES) {
        const theirs = slots(MEMORY_SENTENCES[language][type as keyof typeof MEMORY_SENTENCES.en]);
        expect([type, language, english.filter((slot) => !theirs.includes(slot))]).toEqual([type, language, []]);
      }
    }
  });

  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 700 }),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom(...RARITIES),
  );
  const fields = ['item', 'enemy', 'ally', 'name', 'text', 'killCount', 'winStreak', 'level', 'count', 'rarity', 'mvp'];

  it('is one whole bounded sentence, whatever the event holds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES, 'x.y', ''),
        fc.constantFrom(...LANGUAGES),
        fc.dictionary(fc.constantFrom(...fields), anything),
        (type, language, data) => {
          const text = sentence(type, data as EventData, language);
          expect(text).toMatch(whole(language));
          expect(text.length).toBeLessThanOrEqual(2000);
          expect(text).not.toMatch(/[\p{Cc}\u2028\u2029]|undefined|NaN|\[object/u);
        },
      ),
    );
  });

  it('leaves no slot, bracket or gap behind for any type, bare or full', () => {
    const full: EventData = {
      item: 'I',
      enemy: 'E',
      ally: 'A',
      name: 'N',
      text: 'T',
      killCount: 12,
      winStreak: 5,
      lossStreak: 3,
      deathStreak: 4,
      comboLength: 9,
      level: 20,
      amount: 300,
      rarity: 'epic',
      mvp: true,
      durationSeconds: 1800,
    };
    for (const type of TYPES) {
      for (const language of LANGUAGES) {
        for (const data of [{}, full, { ...full, isFirstTime: true }, { ...full, count: 50 }]) {
          expect(sentence(type, data, language, { difficulty: 'hard' })).not.toMatch(
            /[[\]{}|]|\s[.,。、，]| {2}|，，|、、/u,
          );
        }
      }
    }
  });
});
