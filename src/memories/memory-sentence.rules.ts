import { LAST_LANGUAGE, languageChain } from '../dialogue/language.rules.js';
import type { GameEvent } from '../events/event.types.js';
import { NAME_FIELDS } from './event-names.rules.js';
import {
  DIFFICULTY_WORDS,
  LEAST_NUMBERS,
  MEMORY_SENTENCES,
  RARITY_WORDS,
  ROUND_COUNTS,
} from './memory-sentence.tables.js';
import type { SentenceLanguage } from './memory-sentence.tables.js';

/** Characters of a name out of an event; the longest item names of games are half as long. */
export const MAX_NAME = 80;
/** Characters of a remark; what the API takes. */
const MAX_TEXT = 500;

const LANGUAGES = Object.keys(MEMORY_SENTENCES) as SentenceLanguage[];
const STREAKS = ['winStreak', 'lossStreak', 'deathStreak'] as const;
const TEMPLATE_PART = /\[([^\]]*)\]|\{(\w+)\??\}/g;
const SLOT = /\{(\w+)(\??)\}/g;

/**
 * The one sentence an event leaves in memory, in the language of the tag or the nearest that the table has (English
 * for any other), with the fields the event has. An event type that is not in the table gives a general sentence with
 * its name in words. Always ends a sentence, never breaks a line, at most 1,000 characters.
 */
export function memorySentence(event: GameEvent, language: string): string {
  const known = languageOf(language);
  const templates: Readonly<Record<string, string>> = MEMORY_SENTENCES[known];
  const template = Object.hasOwn(templates, event.type) ? templates[event.type] : undefined;
  return fill(template ?? MEMORY_SENTENCES[known].other, slotsOf(event, known));
}

/** `raid.wipe_out` and `raid.wipeOut` in words: "raid wipe out"; `player.` says nothing and is left out. */
export function typeInWords(type: string): string {
  const words = type
    .replace(/^player\./, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[._-]+/g, ' ');
  return cleanText(words, MAX_NAME).toLowerCase();
}

/** The language of the table that serves a tag best: `zh-Hant-TW` by `zh`. */
function languageOf(tag: string): SentenceLanguage {
  const [best] = languageChain(tag.replaceAll('_', '-'), null, LANGUAGES);
  return LANGUAGES.find((language) => language === best) ?? LAST_LANGUAGE;
}

/** Values go in after the template was read, so that nothing in a value can act as a template. */
function fill(template: string, slots: ReadonlyMap<string, string>): string {
  return template.replace(TEMPLATE_PART, (_, options: string | undefined, slot: string | undefined) => {
    if (slot !== undefined) return slots.get(slot) ?? '';
    const usable = (options ?? '')
      .split('|')
      .find((option) => [...option.matchAll(SLOT)].every(([, name]) => slots.has(name ?? '')));
    return (usable ?? '').replace(SLOT, (_, name: string, asksOnly: string) =>
      asksOnly ? '' : (slots.get(name) ?? ''),
    );
  });
}

function slotsOf({ type, data, context }: GameEvent, language: SentenceLanguage): Map<string, string> {
  const slots = new Map<string, string>([['typeName', typeInWords(type) || '?']]);
  const put = (slot: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') slots.set(slot, value);
  };
  for (const field of NAME_FIELDS) put(field, textOf(data[field], MAX_NAME));
  // The English sentences put their own article before an item.
  if (language === 'en') put('item', slots.get('item')?.replace(/^the\s+/i, ''));
  put('text', textOf(data.text, MAX_TEXT));
  for (const field of ['killCount', 'comboLength', 'level', 'amount'] as const) {
    put(field, numberOf(data[field], LEAST_NUMBERS[field]));
  }
  for (const field of STREAKS) put(field, numberOf(data[field] ?? context[field], LEAST_NUMBERS[field]));
  put('minutes', numberOf((data.durationSeconds ?? 0) / 60, 1));
  put('rarity', wordOf(RARITY_WORDS[language], data.rarity));
  put('difficulty', wordOf(DIFFICULTY_WORDS[language], context.difficulty));
  if (data.mvp === true) slots.set('mvp', 'mvp');
  if (data.isFirstTime ?? data.count === 1) slots.set('first', 'first');
  else if (ROUND_COUNTS.some((count) => count === data.count)) slots.set('count', String(data.count));
  return slots;
}

function textOf(value: unknown, most: number): string | undefined {
  return typeof value === 'string' ? cleanText(value, most) : undefined;
}

/** One line, without control and invisible characters, at most so many characters. */
function cleanText(value: string, most: number): string {
  const clean = value
    .slice(0, most * 4)
    .replace(/[\p{Cf}\p{Co}\p{Cs}]+/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const characters = Array.from(clean);
  return characters.length <= most ? clean : `${characters.slice(0, most - 1).join('')}…`;
}

function numberOf(value: unknown, least: number): string | undefined {
  if (typeof value !== 'number' || !Number.isSafeInteger(Math.floor(value)) || value < least) return undefined;
  return String(Math.floor(value));
}

function wordOf(words: Readonly<Record<string, string>>, value: unknown): string | undefined {
  return typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : undefined;
}
