import { LAST_LANGUAGE, languageChain } from '../dialogue/language.rules.js';
import type { SentenceLanguage } from './memory-sentence.tables.js';
import { JA_INSIGHTS, KO_INSIGHTS, ZH_INSIGHTS } from './reflection-sentence-east-asian.tables.js';
import { DE_INSIGHTS, EN_INSIGHTS, type InsightWords } from './reflection-sentence-germanic.tables.js';
import { ES_INSIGHTS, FR_INSIGHTS, PT_BR_INSIGHTS } from './reflection-sentence-romance.tables.js';
import { TOPICS } from './reflection-topic.tables.js';
import type { Fact } from './reflection.types.js';

const WORDS: Readonly<Record<SentenceLanguage, InsightWords>> = {
  en: EN_INSIGHTS,
  zh: ZH_INSIGHTS,
  ja: JA_INSIGHTS,
  ko: KO_INSIGHTS,
  es: ES_INSIGHTS,
  de: DE_INSIGHTS,
  fr: FR_INSIGHTS,
  'pt-BR': PT_BR_INSIGHTS,
};
const LANGUAGES = Object.keys(WORDS) as SentenceLanguage[];
const SLOT = /\{(\w+)\}/g;

/**
 * The one sentence that tells a counted fact, in the language of the tag or the nearest that the tables have (English
 * for any other). Names come in as they are: nothing in them can act as a template.
 */
export function insightSentence({ kind, slots }: Fact, language: string): string {
  const [best] = languageChain(language.replaceAll('_', '-'), null, LANGUAGES);
  const words = WORDS[LANGUAGES.find((each) => each === best) ?? LAST_LANGUAGE];
  const values: Readonly<Record<string, string | number | undefined>> = {
    ...slots,
    topic: topicWords(slots.topic, words),
    emotion: slots.emotion && words.emotions[slots.emotion],
  };
  return words.sentences[kind].replace(SLOT, (_, slot: string) => String(values[slot] ?? ''));
}

/** A game's own type has no translation and is told by its name. */
function topicWords(topic: string | undefined, { topics }: InsightWords): string | undefined {
  const known = TOPICS.find((each) => each === topic);
  return known === undefined ? topic && `“${topic}”` : topics[known];
}
