import type { KnownEventType } from '../emotion/event-type.tables.js';
import type { EventMemoryType } from '../emotion/event-type.types.js';

/** What reflections tell apart. */
export const TOPICS = [
  'victory',
  'defeat',
  'kill',
  'death',
  'boss',
  'combat',
  'achievement',
  'milestone',
  'quest',
  'questFailed',
  'loot',
  'rescue',
  'betrayal',
  'gift',
  'social',
  'session',
  'conversation',
] as const;
export type Topic = (typeof TOPICS)[number];

/** The topic of an event's memory, where its type of memory says too little. */
export const TOPIC_BY_EVENT = {
  'player.victory': 'victory',
  'player.teamvictory': 'victory',
  'player.comeback': 'victory',
  'player.defeat': 'defeat',
  'player.teamdefeat': 'defeat',
  'player.kill': 'kill',
  'player.death': 'death',
  'player.bosskill': 'boss',
  'player.questfailed': 'questFailed',
  'player.savedally': 'rescue',
  'player.revived': 'rescue',
  'player.betrayed': 'betrayal',
  'player.gift': 'gift',
} as const satisfies Partial<Record<KnownEventType, Topic>>;

/** The topic of a memory by its own type. */
export const TOPIC_BY_TYPE = {
  achievement: 'achievement',
  milestone: 'milestone',
  combat: 'combat',
  quest: 'quest',
  loot: 'loot',
  social: 'social',
  session: 'session',
  conversation: 'conversation',
} as const satisfies Record<EventMemoryType, Topic>;
