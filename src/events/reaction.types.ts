import type { LineHistory } from '../dialogue/dialogue.types.js';
import type { GameConfig } from '../games/game.schemas.js';
import type { GamePacks } from '../games/game.types.js';
import type { RecallCandidate } from '../memories/memory.types.js';
import type { PreparedMemory } from '../memories/prepared-memory.types.js';
import type { PlayerProfile } from '../players/player.types.js';
import type { CompanionState } from './companion.rules.js';
import type { LLM_WISHES, REACTION_PARTS, Reaction } from './event.schemas.js';
import type { GameEvent } from './event.types.js';

export type ReactionPart = (typeof REACTION_PARTS)[number];

export type LlmWish = (typeof LLM_WISHES)[number];

/** An event that was let in: checked, its player known, its ids fixed, so that trying again cannot make it twice. */
export interface AdmittedEvent {
  /** Ours. */
  readonly id: string;
  /** The sender's, or ours as text. */
  readonly eventId: string;
  readonly player: PlayerProfile;
  readonly config: GameConfig;
  /** What is known of the game's own lines; null or absent when it has none. */
  readonly packs?: GamePacks | null;
  readonly event: GameEvent;
  readonly occurredAt: Date;
}

export interface ReactionWishes {
  readonly parts: ReadonlySet<ReactionPart>;
  readonly language: string | undefined;
  readonly receipt: boolean;
  /** Whether a model may speak: in the answer, after it on the stream, or not at all. */
  readonly llm: LlmWish;
}

/** What is to be loaded for a reaction. */
export interface LoadRequest {
  readonly playerId: string;
  readonly gameId: string;
  /** The sender's id to look for among the events; null when there can be none yet. */
  readonly eventId: string | null;
  /** The lines whose history is wanted, as a PostgreSQL array in text. */
  readonly lineIds: string;
  /** What memories are looked for by; empty for none. */
  readonly terms: readonly string[];
}

/** What a reaction is decided on. */
export interface LoadedSituation {
  readonly state: CompanionState;
  /** The first reaction to this eventId, when it was seen. */
  readonly known: Reaction | null;
  readonly said: ReadonlyMap<string, LineHistory>;
  /** The memories that share a term; null when none does, or when the player has too many to look through here. */
  readonly candidates: readonly RecallCandidate[] | null;
}

/** A call of an engine, as it is recorded. */
export interface MetricRow {
  readonly id: string;
  readonly service: 'emotion' | 'dialogue' | 'memory';
  readonly method: string;
  readonly latencyMs: number;
  readonly costUsd: number;
  /** Left out where it is false, as on the hot path. */
  readonly cacheHit?: boolean;
  /** Why a model that was asked gave nothing; left out where none failed. */
  readonly error?: string;
}

/** All that one event writes. */
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
  /** What it leaves in memory. */
  readonly prepared: PreparedMemory | null;
  /** The memories that it called to mind. */
  readonly recalledIds: readonly string[];
  readonly createdAt: Date;
}

/** What only the writing knows. */
export interface WrittenReaction {
  readonly memory: Reaction['memory'];
}
