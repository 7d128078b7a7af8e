import type { EmotionName } from './emotion.types.js';
import { COMMON_READS, CONTEST_READS, NOVELTY_READS } from './event-reads.tables.js';
import type { Outlook } from './event-type.types.js';

/** What a word in the name of an unknown event type suggests. */
export interface Hint {
  readonly emotion: EmotionName;
  /** -1..1; guesses stay nearer to 0 than the known types of the same kind. */
  readonly desirability: number;
  /** Stems in lower case, separated by spaces. Three letters match words and endings, four and more also beginnings. */
  readonly stems: string;
}

export const HINTS = [
  {
    emotion: 'happy',
    desirability: 0.5, // a win in other words
    stems:
      'win won wins winner victor triumph conquer champion succe reward bonus prize score goal heal upgrade treasure lucky',
  },
  {
    emotion: 'proud',
    desirability: 0.5, // recognition or rank
    stems: 'achiev unlock record master promot rankup medal trophy badge hero',
  },
  {
    emotion: 'satisfied',
    desirability: 0.35, // work done
    stems: 'complete finish craft built build collect gather clear solve earn trade harvest repair caught cook',
  },
  {
    emotion: 'excited',
    desirability: 0.5, // the heat of a fight or a find
    stems: 'combo spree jackpot epic rare headshot kill slay slain bonanza captur',
  },
  {
    emotion: 'amazed',
    desirability: 0.6, // what seldom happens
    stems: 'legendary mythic miracle discover shiny flawless perfect secret',
  },
  {
    emotion: 'grateful',
    desirability: 0.45, // somebody helped
    stems: 'gift donat thank helped reviv blessed',
  },
  {
    emotion: 'relieved',
    desirability: 0.45, // a danger passed
    stems: 'escap surviv avoid dodg recover rescu safe prevent',
  },
  {
    emotion: 'cheerful',
    desirability: 0.35, // company
    stems: 'login join meet welcome greet friend party birthday festival dance',
  },
  {
    emotion: 'sad',
    desirability: -0.4, // a loss in other words
    stems: 'die died dies dead death lose lost loss defeat eliminat destroy perish gameover farewell fallen',
  },
  {
    emotion: 'disappointed',
    desirability: -0.35, // a hope dashed
    stems: 'fail miss declin reject cancel expire demot downgrad',
  },
  {
    emotion: 'frustrated',
    desirability: -0.35, // an obstacle
    stems: 'stuck blocked laggy lagged broken broke error crash wipe penalty',
  },
  {
    emotion: 'angry',
    desirability: -0.5, // somebody meant it
    stems: 'betray steal stole cheat grief scam insult ambush robbed toxic sabotag',
  },
  {
    emotion: 'worried',
    desirability: -0.35, // a threat
    stems: 'danger warn threat poison curse infect starv attacked invad alarm hunted',
  },
  {
    emotion: 'tired',
    desirability: -0.2, // worn out
    stems: 'exhaust sleep afk fatigue',
  },
] as const satisfies readonly Hint[];

/** Words that only look like a hint ("mission" begins with "miss"). */
export const HARMLESS_WORDS =
  'mission missions missile missiles health skill skills close closed closes twin twins indie deadline';

/** Words for the other side: their downfall is good news ("boss_defeated"). */
export const OPPONENT_STEMS = 'boss enemy enemies monster foe dragon rival opponent invader zombie demon';

/** What the downfall of the other side is worth. */
export const DOWNFALL = { emotion: 'excited', desirability: 0.5 } as const;

/** What fields alone say about an unknown type. */
export const FIELD_EVIDENCE = {
  /** Desirability of a good sign, and its negative of a bad one: less than a word is worth. */
  desirability: 0.35,
  /** Outcomes in a row from which a streak says something. */
  streak: 3,
} as const;

/** Confidence in an inference, 0..1. It never passes 0.6: nobody told the rules what the type means. */
export const INFERENCE_CONFIDENCE = {
  none: 0.3,
  fieldsOnly: 0.45,
  word: 0.5,
  /** A second word of the same sign, or fields that agree. */
  agreement: 0.05,
  /** Words or fields that point both ways. */
  conflict: -0.15,
  highest: 0.6,
} as const;

/** What is assumed of an unknown type before anything is understood: nothing, but every field is looked at. */
export const UNKNOWN_OUTLOOK = {
  desirability: 0,
  agency: 'chance', // nobody knows
  expectedness: 0.5, // says nothing either way
  contest: false,
  kin: { usual: 'neutral' },
  reads: [
    ...COMMON_READS,
    ...CONTEST_READS,
    ...NOVELTY_READS,
    'killCount',
    'comboLength',
    'level',
    'rarity',
    'amount',
    'durationSeconds',
  ],
} as const satisfies Outlook;
