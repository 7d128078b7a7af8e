import type { Difficulty, Rarity } from '../events/event.types.js';

/** How fields add up to a magnitude, and a magnitude to an intensity. */
export const MAGNITUDE = {
  /** The part of the room between a type's desirability and 1 that a full magnitude fills; the rest is for modifiers. */
  share: 0.8,
  /** The least intensity of any event, 0..1: what was worth sending leaves a trace. */
  floor: 0.15,
  /** Each counting field fills half of its range at this value (a hyperbola: early steps count most). */
  half: {
    /** Kills after the first: a quadra kill is half of what kills can add. */
    kills: 3,
    /** Hits after the first: ten in a row are half. */
    comboHits: 9,
    /** Levels: most games' level 30 is a middle. */
    level: 30,
    /** Outcomes or deaths in a row: five are half. */
    streak: 5,
    /** Seconds of a lost match or quest: half an hour is half. */
    durationSeconds: 1800,
  },
  /** Powers of ten of an amount that fill its range: currencies differ by orders, so a million is full. */
  amountDecades: 6,
  /** A first time adds this much, 0..1: noticeable, and less than an epic drop. */
  firstTime: 0.3,
} as const;

/** What a rarity adds to the magnitude, 0..1: small steps below epic, which is where players start to tell of it. */
export const RARITY_MAGNITUDE = {
  common: 0,
  uncommon: 0.12,
  rare: 0.28,
  epic: 0.6,
  legendary: 0.85,
  mythic: 1,
} as const satisfies Record<Rarity, number>;

/** What a rarity takes from the expectedness of an event. */
export const RARITY_SURPRISE = {
  common: 0,
  uncommon: 0.1,
  rare: 0.25,
  epic: 0.4,
  legendary: 0.6,
  mythic: 0.7,
} as const satisfies Record<Rarity, number>;

/** What a difficulty adds to the expectedness of a good event, and takes from that of a bad one. */
export const DIFFICULTY_EXPECTED = {
  easy: 0.2,
  normal: 0,
  hard: -0.1,
  nightmare: -0.2,
} as const satisfies Record<Difficulty, number>;

/** Where kin emotions part. */
export const KIN = {
  /** Expectedness at or below which an event is a surprise. */
  unexpected: 0.3,
  /** Expectedness at or above which it is a matter of course. */
  expected: 0.7,
  /** A streak makes its own continuation this much more expected, and its end this much less. */
  streakExpected: 0.2,
  /** A first time is this much less expected. */
  firstTimeSurprise: 0.3,
  /** Magnitude from which a good event is a large one: three kills, three wins, a first time. */
  strong: 0.3,
  /** Kills in one go that are merit: a penta kill in most games. */
  meritKills: 5,
  /** Combo hits that are merit. */
  meritCombo: 10,
  /** Margin of a win (-1..1) that is merit; its negative is a crushing loss. */
  clearMargin: 0.5,
  /** A margin this close to 0 is a narrow outcome. */
  narrowMargin: 0.1,
  /** Losses or deaths in a row that mount up. */
  badRun: 3,
  /** Seconds after which a session wears out: two hours. */
  wearingSeconds: 7200,
  /** Pleasure of a mood (either sign) from which it colours an ambiguous event. */
  moodTint: 0.3,
} as const;

/** The multipliers on intensity, and where each starts. They are the design's; `modifier.rules.ts` applies them. */
export const MODIFIERS = {
  /** Percent of health below which a player is in danger. */
  lowHealth: { below: 20, positive: 0.8, negative: 1.2 },
  inCombat: 1.1,
  winStreak: { from: 3, positive: 1.2 },
  lossStreak: { from: 3, negative: 1.3 },
  /** Hard and nightmare. */
  hardWon: { positive: 1.25 },
  mvp: { positive: 1.3 },
} as const;

/** How confidence is earned, 0..1. A model may be asked below 0.8. */
export const CONFIDENCE = {
  known: 0.85,
  /** The most that agreeing evidence can reach. */
  highest: 0.95,
  /** A streak, MVP or a rarity of epic or more that points the same way. */
  agreement: 0.04,
  /** A field the type is read by is absent: one alone does not send the event to a model. */
  missing: -0.03,
  /** A field says the opposite of the type: one is enough to fall below 0.8, and agreement does not make up for it. */
  contradiction: -0.12,
  /** The mood decided an ambiguous event. */
  mood: -0.03,
  lowest: 0.3,
  /** Deaths in a row that contradict a victory. */
  contradictingDeaths: 5,
} as const;
