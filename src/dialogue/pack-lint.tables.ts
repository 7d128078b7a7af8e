import type { SlotName } from './dialogue-field.tables.js';

/** What the linter can find, and how bad it is: an error keeps a pack out, a warning is for its writer to judge. */
export const LINT_KINDS = {
  unknown_field: 'error',
  never_holds: 'error',
  never_wins: 'warning',
  unknown_event: 'warning',
  slot_not_filled: 'warning',
  duplicate_text: 'error',
  shared_text: 'warning',
  missing_language: 'error',
  missing_persona: 'error',
  no_last_resort: 'error',
  thin_coverage: 'warning',
  thin_last_resort: 'warning',
  thin_cell: 'warning',
} as const satisfies Record<string, 'error' | 'warning'>;
export type LintKind = keyof typeof LINT_KINDS;

/** Variants from which a cell does not repeat within the last three lines said. */
export const MIN_VARIANTS = 3;

/** An event no line names: a game's own, where only the lines without an event are left. */
export const OTHER_EVENT = 'other.event';

/**
 * The `player.` events that carry what a slot speaks of. Slots that are not here (`count`, which the server counts, and
 * the streaks, which games send with anything) may come with every event. A game's own events may carry what they like.
 */
export const SLOT_EVENTS: Partial<Record<SlotName, readonly string[]>> = {
  item: [
    'achievement',
    'bosskill',
    'gift',
    'loot',
    'lootepic',
    'lootlegendary',
    'outofresources',
    'purchase',
    'questcomplete',
  ],
  enemy: [
    'assist',
    'bosskill',
    'comeback',
    'death',
    'defeat',
    'kill',
    'nearmiss',
    'skillcombo',
    'teamdefeat',
    'teamvictory',
    'victory',
  ],
  ally: ['assist', 'betrayed', 'death', 'gift', 'revived', 'savedally', 'teamdefeat', 'teamvictory'],
  name: ['achievement', 'milestone', 'questcomplete', 'questfailed', 'skillcombo'],
  killCount: [
    'assist',
    'bosskill',
    'comeback',
    'death',
    'defeat',
    'draw',
    'kill',
    'milestone',
    'nearmiss',
    'sessionend',
    'skillcombo',
    'teamdefeat',
    'teamvictory',
    'victory',
  ],
  comboLength: ['bosskill', 'kill', 'milestone', 'skillcombo', 'victory'],
  level: ['achievement', 'levelup', 'milestone', 'sessionend', 'sessionstart'],
  amount: [
    'achievement',
    'gift',
    'loot',
    'lootepic',
    'lootlegendary',
    'milestone',
    'outofresources',
    'purchase',
    'questcomplete',
  ],
};
/** The namespace whose events `SLOT_EVENTS` speaks of. */
export const SLOT_NAMESPACE = 'player.';
