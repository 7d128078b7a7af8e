import { COMBAT_EVENT_TYPES } from './combat-event.tables.js';
import type { EventTypeRow } from './event-type.types.js';
import { REWARD_EVENT_TYPES } from './reward-event.tables.js';
import { SOCIAL_EVENT_TYPES } from './social-event.tables.js';

/** Every known event type. A new one is a row in the table of its family; the compiler and the linter ask for the rest. */
export const EVENT_TYPES = {
  ...COMBAT_EVENT_TYPES,
  ...REWARD_EVENT_TYPES,
  ...SOCIAL_EVENT_TYPES,
} as const satisfies Record<string, EventTypeRow>;

export type KnownEventType = keyof typeof EVENT_TYPES;
