import { EMOTIONS } from './emotion.tables.js';
import { EMOTION_NAMES, type EmotionName, type Pad } from './emotion.types.js';
import { EVENT_TYPES } from './event-type.tables.js';
import type { EventMemoryType, EventTypeRow, ReadField } from './event-type.types.js';

/** What the engine knows, for people who integrate a game. */
export interface EmotionCatalogue {
  readonly emotions: readonly (Pad & { readonly name: EmotionName; readonly action: string })[];
  readonly eventTypes: readonly {
    readonly type: string;
    readonly reads: readonly ReadField[];
    readonly memorable: boolean;
    readonly memoryType: EventMemoryType;
  }[];
}

/** Every emotion with its place and animation, and every known event type with the fields the rules read. */
export function emotionCatalogue(): EmotionCatalogue {
  return {
    emotions: EMOTION_NAMES.map((name) => ({ name, ...EMOTIONS[name] })),
    eventTypes: Object.entries<EventTypeRow>(EVENT_TYPES).map(([type, { reads, memorable, memoryType }]) => ({
      type,
      reads,
      memorable,
      memoryType,
    })),
  };
}
