/** Why a model's line was not said, as metrics count it. */
export const LINE_FAULTS = [
  'empty',
  'too_long',
  'wrong_language',
  'out_of_character',
  'prompt_leak',
  'echo',
  'markup',
  'unfilled_slot',
] as const;
export type LineFault = (typeof LINE_FAULTS)[number];

/** Words in a row that a line may not share with the prompt: six in a row are no chance. */
export const LEAK_WORDS = 6;

/** Words by which a model speaks of itself; abbreviations only as they are written, as `ai` is a word in French. */
export const SELF_WORDS: readonly RegExp[] = [
  /\bA\.?I\.?\b|\bLLMs?\b|\bGPT\b/,
  /\b(?:chatgpt|openai|anthropic|claude|gemini|language model|artificial intelligence|chatbot)\b/i,
  /\b(?:system prompt|my (?:instructions|prompt)|as an assistant|I was (?:told|instructed|programmed) to)\b/i,
  /\b(?:Sprachmodell|künstliche Intelligenz|KI-Modell|modèle de langage|intelligence artificielle|modelo de (?:lenguaje|linguagem)|inteligencia artificial|inteligência artificial)\b/iu,
  /人工智能|人工智慧|语言模型|語言模型|大模型|人工知能|言語モデル|인공지능|언어 ?모델/u,
];

/** Markup, links, data and stage directions. */
export const MARKUP: readonly RegExp[] = [
  /<[^>]*>|```|`[^`]*`|https?:|www\.|\]\(/i,
  /\*[^*]+\*|^\s*#|^\s*[-•]\s|__[^_]+__/,
  /^\s*[[{]|[\]}]\s*$/,
  /[\n\r]/,
];

/** Places that were to be filled. */
export const SLOTS = /\{[^}]*\}|\[(?:[A-Za-z_ ]+)\]|\$\{|%[sd]\b/;

/** The letters of scripts, by ISO 15924. */
export const SCRIPT_LETTERS: Readonly<Record<string, RegExp>> = {
  Latn: /\p{Script=Latin}/u,
  Cyrl: /\p{Script=Cyrillic}/u,
  Grek: /\p{Script=Greek}/u,
  Arab: /\p{Script=Arabic}/u,
  Hebr: /\p{Script=Hebrew}/u,
  Thai: /\p{Script=Thai}/u,
  Deva: /\p{Script=Devanagari}/u,
  Hans: /\p{Script=Han}/u,
  Hant: /\p{Script=Han}/u,
  Jpan: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u,
  Kore: /\p{Script=Hangul}/u,
};

/** Share of the letters that must be of the language's script; the rest is for names of things. */
export const SCRIPT_SHARE = 0.6;

/** Letters from which a Japanese line has kana: a shorter one may be two characters. */
export const KANA_LETTERS = 6;

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/**
 * Words that hardly a sentence of a language does without and that the others here do not have, in lower case. What two
 * of them share ("de", "no", "que") tells nothing and is left out.
 */
export const COMMON_WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  en: words("the and you your is are that this with have for it of to we what not be my i'm you're it's that's"),
  de: words('der das und ist du ich nicht ein eine mit wir dein deine dich dir auf wie noch jetzt'),
  es: words('el los las y eres tú una qué está muy pero lo más ya eso con siempre'),
  fr: words("le les et est tu une je ça c'est pas dans avec ta quel vous nous toujours"),
  pt: words('os é você uma não isso foi com seu sua mais muito em já aqui agora'),
};

/** Common words of another language, more than of its own, from which a line is in the other one. */
export const FOREIGN_WORDS = 2;
