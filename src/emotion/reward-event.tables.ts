import { CIRCUMSTANCE_READS, COMMON_READS, NOVELTY_READS } from './event-reads.tables.js';
import type { EventTypeRow } from './event-type.types.js';

/** One drop; `player.lootepic` and `player.lootlegendary` are the same event with the rarity in its name. */
const LOOT = {
  desirability: 0.45, // a common drop is a small pleasure; the rarity brings the rest
  agency: 'chance',
  expectedness: 0.75, // something always drops; the rarity takes from this
  contest: false,
  kin: { usual: 'happy', strong: 'excited', unexpected: 'amazed', expected: 'satisfied' },
  reads: [...COMMON_READS, ...NOVELTY_READS, 'rarity', 'amount'],
  expects: ['rarity'],
  memorable: true,
  memoryType: 'loot',
} as const satisfies EventTypeRow;

/** Progress, quests and things gained. Desirability in -1..1, expectedness in 0..1. */
export const REWARD_EVENT_TYPES = {
  'player.achievement': {
    desirability: 0.65, // recognition for something sought
    agency: 'self',
    expectedness: 0.5, // many are won in passing
    contest: false,
    kin: { usual: 'proud', unexpected: 'amazed' },
    reads: [...COMMON_READS, ...NOVELTY_READS, 'rarity'],
    expects: [],
    memorable: true,
    memoryType: 'achievement',
  },
  'player.levelup': {
    desirability: 0.55, // a sure step forward; high levels bring the pride
    agency: 'self',
    expectedness: 0.6, // the bar was filling up
    contest: false,
    kin: { usual: 'happy', strong: 'proud', earned: 'proud' },
    reads: [...COMMON_READS, ...NOVELTY_READS, 'level', 'playerLevel'],
    expects: ['level'],
    memorable: true,
    memoryType: 'milestone',
  },
  'player.milestone': {
    desirability: 0.6, // long work coming to a head
    agency: 'self',
    expectedness: 0.5, // counted down to by some, met by chance by others
    contest: false,
    kin: { usual: 'proud', strong: 'excited', unexpected: 'amazed' },
    reads: [...COMMON_READS, ...NOVELTY_READS, 'level', 'playerLevel', 'amount'],
    expects: [],
    memorable: true,
    memoryType: 'milestone',
  },
  'player.loot': LOOT,
  'player.lootepic': { ...LOOT, impliedRarity: 'epic', expects: [] },
  'player.lootlegendary': { ...LOOT, impliedRarity: 'legendary', expects: [] },
  'player.questcomplete': {
    desirability: 0.5, // a task done: as good as a win, calmer
    agency: 'self',
    expectedness: 0.6, // quests are made to be completed
    contest: false,
    kin: { usual: 'satisfied', strong: 'happy', earned: 'proud' },
    reads: [...COMMON_READS, ...NOVELTY_READS, 'rarity', 'level', 'amount'],
    expects: [],
    memorable: true,
    memoryType: 'quest',
  },
  'player.questfailed': {
    desirability: -0.4, // can be tried again, as a rule
    agency: 'self',
    expectedness: 0.5, // hoped for, not certain
    contest: false,
    kin: { usual: 'disappointed', expected: 'sad', mounting: 'frustrated' },
    reads: [...CIRCUMSTANCE_READS, 'difficulty', 'deathStreak', 'durationSeconds'],
    expects: [],
    memorable: false,
    memoryType: 'quest',
  },
  'player.purchase': {
    desirability: 0.35, // a wish fulfilled for a price
    agency: 'self',
    expectedness: 0.8, // the player chose it
    contest: false,
    kin: { usual: 'satisfied', strong: 'happy' },
    reads: [...COMMON_READS, ...NOVELTY_READS, 'rarity', 'amount'],
    expects: [],
    memorable: true,
    memoryType: 'loot',
  },
} as const satisfies Record<string, EventTypeRow>;
