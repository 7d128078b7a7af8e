import type { LintKind } from './pack-lint.tables.js';

/** Lines in one pack of a game: twice what a built-in language has. */
export const MAX_GAME_PACK_LINES = 2_000;
/** Languages a game may have packs in: more than any game is voiced in. */
export const MAX_GAME_LANGUAGES = 20;
/** Personas of a game's own, over all its packs: a cast, not a crowd. */
export const MAX_GAME_PERSONAS = 20;

/** Members of an object, and entries of a list within a line: beyond every limit of a pack, so nothing reads further. */
export const MAX_WIDTH = 64;
/** Levels of a pack: pack, lines, line, when, condition, list. */
export const MAX_DEPTH = 6;

/** Faults in one refusal, and warnings beside them: as many as a writer mends before trying again. */
export const MAX_REPORTED_FAULTS = 100;
/** Characters of a fault's message; one that quotes more of a pack than this helps nobody. */
export const MAX_FAULT_TEXT = 1_000;
/** Warnings in one answer; their number by kind is always whole. */
export const MAX_REPORTED_WARNINGS = 200;

/**
 * Put before the id of a game's line. No id of a line of ours can have a slash, and a player, whose history the id stands
 * in, is of one game; so ids of two packs never meet.
 */
export const GAME_LINE_PREFIX = 'game/';

/** The field of a line that a finding is about; null for the line as a whole. */
export const FINDING_FIELDS: Readonly<Record<LintKind, 'when' | 'text' | 'event' | null>> = {
  unknown_field: 'when',
  never_holds: 'when',
  never_wins: null,
  unknown_event: 'event',
  slot_not_filled: 'text',
  duplicate_text: 'text',
  shared_text: 'text',
  missing_language: null,
  missing_persona: null,
  no_last_resort: null,
  thin_coverage: null,
  thin_last_resort: null,
  thin_cell: 'when',
};
