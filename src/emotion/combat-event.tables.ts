import { CIRCUMSTANCE_READS, COMMON_READS, CONTEST_READS, NOVELTY_READS } from './event-reads.tables.js';
import type { EventTypeRow } from './event-type.types.js';

/**
 * Matches and fights. Desirability in -1..1, expectedness in 0..1.
 *
 * Only good things are memorable here: nobody wants a hundredth death celebrated.
 */
export const COMBAT_EVENT_TYPES = {
  'player.victory': {
    desirability: 0.55, // what the player came for: above a kill, below a boss or a comeback
    agency: 'self',
    expectedness: 0.5, // a fair match is open
    contest: true,
    kin: { usual: 'happy', strong: 'excited', earned: 'proud', relief: 'relieved', expected: 'satisfied' },
    reads: [...COMMON_READS, ...CONTEST_READS, ...NOVELTY_READS, 'killCount'],
    expects: [],
    memorable: true,
    memoryType: 'combat',
  },
  'player.defeat': {
    desirability: -0.5, // a lost match hurts about as much as a won one pleases
    agency: 'self',
    expectedness: 0.5, // a fair match is open
    contest: true,
    kin: { usual: 'sad', unexpected: 'disappointed', mounting: 'frustrated', blamed: 'angry' },
    reads: [...COMMON_READS, ...CONTEST_READS, 'durationSeconds', 'enemy'],
    expects: [],
    memorable: false,
    memoryType: 'combat',
  },
  'player.draw': {
    desirability: 0, // neither won nor lost: the mood decides
    agency: 'chance',
    expectedness: 0.3, // rarer than either outcome
    contest: true,
    kin: { usual: 'neutral', bright: 'satisfied', dim: 'disappointed' },
    reads: COMMON_READS,
    expects: [],
    memorable: false,
    memoryType: 'combat',
  },
  'player.teamvictory': {
    desirability: 0.6, // a win with company to share it
    agency: 'ally',
    expectedness: 0.5, // a fair match is open
    contest: true,
    kin: { usual: 'happy', strong: 'excited', earned: 'proud', shared: 'cheerful' },
    reads: [...COMMON_READS, ...CONTEST_READS, ...NOVELTY_READS, 'killCount', 'ally'],
    expects: [],
    memorable: true,
    memoryType: 'combat',
  },
  'player.teamdefeat': {
    desirability: -0.45, // a loss shared weighs a little less
    agency: 'ally',
    expectedness: 0.5, // a fair match is open
    contest: true,
    kin: { usual: 'sad', unexpected: 'disappointed', mounting: 'frustrated' },
    reads: [...COMMON_READS, ...CONTEST_READS, 'durationSeconds'],
    expects: [],
    memorable: false,
    memoryType: 'combat',
  },
  'player.kill': {
    desirability: 0.4, // a step, not the goal
    agency: 'self',
    expectedness: 0.6, // fights are begun to be won
    contest: false,
    kin: { usual: 'satisfied', strong: 'excited', earned: 'proud' },
    reads: [...COMMON_READS, ...NOVELTY_READS, 'killCount'],
    expects: ['killCount'],
    memorable: true,
    memoryType: 'combat',
  },
  'player.death': {
    desirability: -0.45, // a setback that most games soon forgive
    agency: 'chance',
    expectedness: 0.5, // part of the game, never the plan
    contest: false,
    kin: { usual: 'sad', mounting: 'frustrated', blamed: 'angry' },
    reads: [...CIRCUMSTANCE_READS, 'deathStreak', 'enemy'],
    expects: [],
    memorable: false,
    memoryType: 'combat',
  },
  'player.assist': {
    desirability: 0.35, // a little less than a kill of one's own
    agency: 'ally',
    expectedness: 0.6, // comes with playing together
    contest: false,
    kin: { usual: 'satisfied', strong: 'happy', shared: 'cheerful' },
    reads: [...COMMON_READS, ...NOVELTY_READS, 'ally'],
    expects: [],
    memorable: true,
    memoryType: 'combat',
  },
  'player.outofresources': {
    desirability: -0.35, // nothing is lost yet, but it may be
    agency: 'chance',
    expectedness: 0.5, // seen coming by some
    contest: false,
    kin: { usual: 'worried', mounting: 'frustrated' },
    reads: [...CIRCUMSTANCE_READS, 'deathStreak'],
    expects: [],
    memorable: false,
    memoryType: 'combat',
  },
  'player.skillcombo': {
    desirability: 0.5, // a show of skill: above a kill
    agency: 'self',
    expectedness: 0.4, // fails more often than it works
    contest: false,
    kin: { usual: 'excited', earned: 'proud' },
    reads: [...COMMON_READS, ...NOVELTY_READS, 'comboLength'],
    expects: ['comboLength'],
    memorable: true,
    memoryType: 'combat',
  },
  'player.bosskill': {
    desirability: 0.7, // the goal of an evening
    agency: 'self',
    expectedness: 0.5, // took several attempts, as a rule
    contest: false,
    kin: { usual: 'excited', unexpected: 'amazed', earned: 'proud' },
    reads: [...COMMON_READS, ...NOVELTY_READS, 'deathStreak', 'level', 'rarity'],
    expects: [],
    memorable: true,
    memoryType: 'combat',
  },
  'player.nearmiss': {
    desirability: 0.5, // a fear that did not come true
    agency: 'chance',
    expectedness: 0.3, // it looked bad
    contest: false,
    kin: { usual: 'relieved', dim: 'worried' },
    reads: COMMON_READS,
    expects: [],
    memorable: false,
    memoryType: 'combat',
  },
  'player.comeback': {
    desirability: 0.75, // a win that was given up already
    agency: 'self',
    expectedness: 0.15, // unlikely by definition
    contest: true,
    kin: { usual: 'excited', unexpected: 'amazed', relief: 'relieved' },
    reads: [...COMMON_READS, ...NOVELTY_READS, 'margin', 'killCount'],
    expects: [],
    memorable: true,
    memoryType: 'combat',
  },
} as const satisfies Record<string, EventTypeRow>;
