import type { Difficulty, Rarity } from '../events/event.types.js';
import { JA, KO, ZH } from './memory-sentence-east-asian.tables.js';
import { DE, EN } from './memory-sentence-germanic.tables.js';
import type { SentenceType } from './memory-sentence-germanic.tables.js';
import { ES, FR, PT_BR } from './memory-sentence-romance.tables.js';

/** The sentences by language; how to write one is told beside the English ones. */
export const MEMORY_SENTENCES = {
  en: EN,
  zh: ZH,
  ja: JA,
  ko: KO,
  es: ES,
  de: DE,
  fr: FR,
  'pt-BR': PT_BR,
} as const satisfies Record<string, Record<SentenceType, string>>;
export type SentenceLanguage = keyof typeof MEMORY_SENTENCES;

/** A common thing is not called so. */
export const RARITY_WORDS = {
  en: { uncommon: 'uncommon', rare: 'rare', epic: 'epic', legendary: 'legendary', mythic: 'mythic' },
  zh: { uncommon: '优秀级', rare: '稀有级', epic: '史诗级', legendary: '传说级', mythic: '神话级' },
  ja: { uncommon: 'アンコモン', rare: 'レア', epic: 'エピック', legendary: '伝説級', mythic: '神話級' },
  ko: { uncommon: '고급', rare: '희귀', epic: '에픽', legendary: '전설', mythic: '신화' },
  es: { uncommon: 'poco común', rare: 'raro', epic: 'épico', legendary: 'legendario', mythic: 'mítico' },
  de: { uncommon: 'ungewöhnlich', rare: 'selten', epic: 'episch', legendary: 'legendär', mythic: 'mythisch' },
  fr: { uncommon: 'peu commune', rare: 'rare', epic: 'épique', legendary: 'légendaire', mythic: 'mythique' },
  'pt-BR': { uncommon: 'incomum', rare: 'raro', epic: 'épico', legendary: 'lendário', mythic: 'mítico' },
} as const satisfies Record<SentenceLanguage, Record<Exclude<Rarity, 'common'>, string>>;

/** Only what was hard is worth the words. */
export const DIFFICULTY_WORDS = {
  en: { hard: 'hard', nightmare: 'nightmare' },
  zh: { hard: '困难', nightmare: '噩梦' },
  ja: { hard: 'ハード', nightmare: 'ナイトメア' },
  ko: { hard: '어려움', nightmare: '악몽' },
  es: { hard: 'difícil', nightmare: 'pesadilla' },
  de: { hard: 'schwer', nightmare: 'Albtraum' },
  fr: { hard: 'difficile', nightmare: 'cauchemar' },
  'pt-BR': { hard: 'difícil', nightmare: 'pesadelo' },
} as const satisfies Record<SentenceLanguage, Record<Exclude<Difficulty, 'easy' | 'normal'>, string>>;

/** The n-th times that people remember; the others would only make every memory of a kind look different. */
export const ROUND_COUNTS = [10, 50, 100, 500, 1000, 5000, 10_000] as const satisfies readonly number[];

/** The smallest number worth saying: one win is no streak. */
export const LEAST_NUMBERS = {
  winStreak: 2,
  lossStreak: 2,
  deathStreak: 2,
  killCount: 2,
  comboLength: 2,
  level: 1,
  amount: 1,
} as const satisfies Record<string, number>;
