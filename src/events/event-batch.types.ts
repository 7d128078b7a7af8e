import type { BatchAnswer } from './event.schemas.js';
import type { ReactionRecord } from './reaction.types.js';
import type { AdmittedEvent } from './reaction.types.js';

export type BatchResult = BatchAnswer['results'][number];

/** An event of a batch that was let in, and where it stands there. */
export interface BatchEntry extends AdmittedEvent {
  readonly index: number;
}

/** What a batch writes of one event. */
export type BatchRecord = Omit<ReactionRecord, 'previousVersion' | 'lineId' | 'state' | 'prepared' | 'recalledIds'>;
