import { REMARK_KINDS } from '../emotion/remark.tables.js';
import { DIFFICULTIES, RARITIES } from '../events/event.types.js';

/** What a field of an event holds: numbers with their range, flags, one of a list, or free text. */
export type FieldKind =
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'text' };

const count = { kind: 'number', min: 0, max: Number.MAX_SAFE_INTEGER } as const;

/**
 * The fields a line's `when` may ask for, with the ranges of the event contract. Chat (`text`) is left out on purpose:
 * what a player typed must not enter a line, and of what it says only its kind chooses one (`remark`, which the server
 * finds and no event can send).
 */
export const FIELDS = {
  killCount: count,
  deathStreak: count,
  winStreak: count,
  lossStreak: count,
  mvp: { kind: 'flag' },
  rarity: { kind: 'choice', values: RARITIES },
  level: count,
  comboLength: count,
  margin: { kind: 'number', min: -1, max: 1 },
  durationSeconds: count,
  isFirstTime: { kind: 'flag' },
  count,
  amount: { kind: 'number', min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER },
  item: { kind: 'text' },
  enemy: { kind: 'text' },
  ally: { kind: 'text' },
  name: { kind: 'text' },
  playerHealth: { kind: 'number', min: 0, max: 100 },
  playerLevel: count,
  inCombat: { kind: 'flag' },
  difficulty: { kind: 'choice', values: DIFFICULTIES },
  remark: { kind: 'choice', values: REMARK_KINDS },
} as const satisfies Record<string, FieldKind>;

export type FieldName = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];

/** True for a field that a line may ask for. */
export function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}

/** The fields that may be spoken in a text: names of things and counts, never chat and never a player's name. */
export const SLOT_NAMES = [
  'item',
  'enemy',
  'ally',
  'name',
  'count',
  'killCount',
  'comboLength',
  'level',
  'amount',
  'winStreak',
  'lossStreak',
  'deathStreak',
] as const satisfies readonly FieldName[];
export type SlotName = (typeof SLOT_NAMES)[number];

/** True for a field that may stand in a text. */
export function isSlotName(name: string): name is SlotName {
  return (SLOT_NAMES as readonly string[]).includes(name);
}

/** What a player typed: never spoken, whatever the event is called. */
const CHAT_FIELD = 'text';
/** Letters, digits and _, in any script, at most 40: what ICU takes for the name of an argument. */
const OWN_SLOT = /^[\p{L}_][\p{L}\p{N}_]{0,39}$/u;

/** True for a field that may stand in a text about an event of a game's own, whose fields only the game knows. */
export function isOwnSlot(name: string): boolean {
  const isFlag = isFieldName(name) && FIELDS[name].kind === 'flag';
  return OWN_SLOT.test(name) && name !== CHAT_FIELD && !isFlag;
}

/**
 * How much a criterion adds to a line's specificity. The event outweighs emotion and persona together, so that a line
 * about what happened beats one about how it feels; two conditions outweigh the event, as they describe it more closely.
 */
export const CRITERION_WEIGHTS = { event: 8, when: 5, emotion: 4, persona: 2, slot: 0 } as const;
