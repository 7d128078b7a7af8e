import type { EmotionName } from '../emotion/emotion.types.js';
import type { MemorySource } from './memory.types.js';

/** What is to be remembered, before it is known whether it stands already. */
export interface MemoryDraft {
  readonly playerId: string;
  readonly gameId: string;
  readonly type: string;
  readonly content: string;
  /** What tells it from another of the same content, where the content does not: the names of its event left out of it. */
  readonly untold?: string;
  readonly emotion: EmotionName | null;
  /** 0..1 */
  readonly importance: number;
  readonly context: Readonly<Record<string, unknown>>;
  readonly source: MemorySource;
  readonly pinned: boolean;
  /** Seconds of the game's own clock when it happened. */
  readonly gameTime: number | null;
  readonly eventId: string | null;
  readonly sourceIds: readonly string[];
  /** When it happened; the time of writing when null. */
  readonly createdAt: Date | null;
  readonly expiresAt: Date | null;
}

/** What a text is found by. */
export interface IndexedText {
  /** SHA-256 of the normalised text, and of what it leaves untold. */
  readonly contentHash: string;
  readonly terms: readonly string[];
  /** Names the vector's space. */
  readonly model: string;
  /** Null when the embedder has not given one yet; it is added later. */
  readonly vector: Float32Array | null;
}

/** A draft with all that writing it needs. Making one takes time, so it is done before any lock. */
export interface PreparedMemory extends MemoryDraft, IndexedText {
  /** Its id, should it turn out to be new. */
  readonly id: string;
  /** The memory that says the same by its vector; equal texts are found when it is written. */
  readonly standingId: string | null;
}

/** What became of a prepared memory. */
export interface WrittenMemory {
  readonly id: string;
  /** 0..1 */
  readonly importance: number;
  /** False when a memory that stood already was reinforced. */
  readonly created: boolean;
}
