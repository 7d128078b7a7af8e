import type { LineHistory } from '../dialogue/dialogue.types.js';
import type { GameConfig } from '../games/game.schemas.js';
import type { PlayerProfile } from '../players/player.types.js';
import type { CompanionState } from './companion.rules.js';
import type { REACTION_PARTS, Reaction } from './event.schemas.js';
import type { GameEvent } from './event.types.js';

export type ReactionPart = (typeof REACTION_PARTS)[number];

/** An event that was let in: checked, its player known, its ids fixed, so that trying again cannot make it twice. */
export interface AdmittedEvent {
  /** Ours. */
  readonly id: string;
  /** The sender's, or ours as text. */
  readonly eventId: string;
  readonly player: PlayerProfile;
  readonly config: GameConfig;
  readonly event: GameEvent;
  readonly occurredAt: Date;
}

export interface ReactionWishes {
  readonly parts: ReadonlySet<ReactionPart>;
  readonly language: string | undefined;
  readonly receipt: boolean;
}

/** What a reaction is decided on. */
export interface LoadedSituation {
  readonly state: CompanionState;
  /** The first reaction to this eventId, when it was seen. */
  readonly known: Reaction | null;
  readonly said: ReadonlyMap<string, LineHistory>;
}

/** A call of an engine, as it is recorded. */
export interface MetricRow {
  readonly id: string;
  readonly service: 'emotion' | 'dialogue' | 'memory';
  readonly method: string;
  readonly latencyMs: number;
  readonly costUsd: number;
}

/** All that one event writes, besides a memory. */
export interface ReactionRecord {
  readonly admitted: AdmittedEvent;
  readonly previousVersion: number;
  readonly state: CompanionState;
  readonly reaction: Reaction;
  readonly emotion: string;
  readonly intensity: number;
  readonly confidence: number;
  readonly method: string;
  /** The line that was said. */
  readonly lineId: string | null;
  readonly metrics: readonly MetricRow[];
  readonly createdAt: Date;
}
