import type { BatchAnswer } from './event.schemas.js';
import type { ReactionRecord } from './reaction.types.js';
import type { AdmittedEvent } from './reaction.types.js';

export type BatchResult = BatchAnswer['results'][number];

/** An event of a batch that was let in, and where it stands there. */
export interface BatchEntry extends AdmittedEvent {
  readonly index: number;
  /** What the sender named the player by. */
  readonly namedBy: 'playerId' | 'externalId';
}

/** What a batch writes of one event. */
export interface BatchRecord extends Pick<
  ReactionRecord,
  'admitted' | 'reaction' | 'emotion' | 'intensity' | 'confidence' | 'method'
> {
  /** Of the row that tells of the reading of the emotion, and what that took, milliseconds. */
  readonly metricId: string;
  readonly latencyMs: number;
  /** Of the row that tells of the memory; null when there is none. */
  readonly memoryMetricId: string | null;
}
