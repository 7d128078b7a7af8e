import { CIRCUMSTANCE_READS, COMMON_READS, NOVELTY_READS } from './event-reads.tables.js';
import type { EventTypeRow } from './event-type.types.js';

/** Company, conversation and the session itself. Desirability in -1..1, expectedness in 0..1. */
export const SOCIAL_EVENT_TYPES = {
  'player.revived': {
    desirability: 0.5, // undoes a death, and somebody cared
    agency: 'ally',
    expectedness: 0.4, // hoped for
    contest: false,
    kin: { usual: 'grateful', shared: 'grateful', relief: 'relieved' },
    reads: [...COMMON_READS, ...NOVELTY_READS, 'ally'],
    expects: [],
    memorable: true,
    memoryType: 'social',
  },
  'player.savedally': {
    desirability: 0.55, // as good as a win, and for somebody else
    agency: 'self',
    expectedness: 0.5, // a close call by nature
    contest: false,
    kin: { usual: 'proud', expected: 'satisfied' },
    reads: [...COMMON_READS, ...NOVELTY_READS],
    expects: [],
    memorable: true,
    memoryType: 'social',
  },
  'player.betrayed': {
    desirability: -0.7, // worse than any loss: somebody meant it
    agency: 'ally',
    expectedness: 0.2, // trust was there
    contest: false,
    kin: { usual: 'angry' },
    reads: CIRCUMSTANCE_READS,
    expects: [],
    memorable: false,
    memoryType: 'social',
  },
  'player.gift': {
    desirability: 0.5, // the thought counts; rarity and amount bring the rest
    agency: 'ally',
    expectedness: 0.4, // seldom announced
    contest: false,
    kin: { usual: 'grateful' },
    reads: [...COMMON_READS, ...NOVELTY_READS, 'rarity', 'amount'],
    expects: [],
    memorable: true,
    memoryType: 'social',
  },
  'player.chat': {
    desirability: 0, // the words decide, see sentiment.rules.ts
    agency: 'self',
    expectedness: 0.5, // says nothing either way
    contest: false,
    kin: { usual: 'neutral' }, // whatever the mood: bad news must not be felt as cheerful
    reads: [...COMMON_READS, 'text'],
    expects: [],
    memorable: false,
    memoryType: 'conversation',
  },
  'player.sessionstart': {
    desirability: 0.4, // the player is back
    agency: 'self',
    expectedness: 0.6, // players come back, but nobody knows when
    contest: false,
    kin: { usual: 'cheerful', strong: 'happy' },
    reads: [...COMMON_READS, ...NOVELTY_READS],
    expects: [],
    memorable: true,
    memoryType: 'session',
  },
  'player.sessionend': {
    desirability: 0, // the mood and the hour decide
    agency: 'self',
    expectedness: 0.8, // every session ends
    contest: false,
    kin: { usual: 'neutral', wearing: 'tired', bright: 'satisfied', dim: 'tired' },
    reads: [...COMMON_READS, 'durationSeconds'],
    expects: [],
    memorable: false,
    memoryType: 'session',
  },
  'player.timeout': {
    desirability: 0, // the player is away: no news yet
    agency: 'chance',
    expectedness: 0.5, // says nothing either way
    contest: false,
    kin: { usual: 'neutral', wearing: 'tired', dim: 'disappointed' },
    reads: [...CIRCUMSTANCE_READS, 'durationSeconds'],
    expects: [],
    memorable: false,
    memoryType: 'session',
  },
  'player.disconnect': {
    desirability: -0.2, // an interruption; nobody knows why yet
    agency: 'chance',
    expectedness: 0.2, // never planned
    contest: false,
    kin: { usual: 'worried', bright: 'neutral' },
    reads: CIRCUMSTANCE_READS,
    expects: [],
    memorable: false,
    memoryType: 'session',
  },
} as const satisfies Record<string, EventTypeRow>;
