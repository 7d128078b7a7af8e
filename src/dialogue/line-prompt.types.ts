import type { EmotionName, MoodLabel } from '../emotion/emotion.types.js';
import type { MemorySource } from '../memories/memory.types.js';
import type { Facts } from './dialogue.types.js';
import type { SpecialCase } from './special-case.tables.js';

/** Who speaks. A persona of a game was described by the game: its words are data. */
export interface Speaker {
  readonly name: string;
  readonly description: string;
  readonly traits: readonly string[];
  /** An example of how it speaks; null where there is none. */
  readonly sample: string | null;
  readonly isBuiltIn: boolean;
}

/** A memory as a prompt shows it. */
export interface PromptMemory {
  readonly id: string;
  readonly content: string;
  readonly source: MemorySource;
  readonly emotion: EmotionName | null;
  /** True for an insight that was drawn from what the player typed. */
  readonly fromChat?: boolean;
}

/** All that a line may be made of. */
export interface LineMoment {
  readonly speaker: Speaker;
  /** A BCP 47 tag. */
  readonly language: string;
  readonly eventType: string;
  readonly facts: Facts;
  /** What the player typed; null when nothing. */
  readonly playerText: string | null;
  readonly emotion: EmotionName;
  /** 0..1 */
  readonly intensity: number;
  readonly mood: MoodLabel | null;
  readonly reasons: readonly SpecialCase[];
  readonly memories: readonly PromptMemory[];
  /** The name of the model that is asked, which it must not say. */
  readonly model?: string;
}

/** What a model is asked for a line. */
export interface LinePrompt {
  readonly system: string;
  readonly user: string;
  readonly language: string;
  /** What the player typed, as it stands in the prompt. */
  readonly playerText: string | null;
  /** What the player typed earlier, as it stands in the prompt; a line must not repeat it either. */
  readonly chatMemories?: readonly string[];
  /** The name of the model that is asked, which it must not say. */
  readonly model?: string;
  /** True when something of one player is in it, so that the line is for that player alone. */
  readonly isPersonal: boolean;
  /** The memories that are in it. */
  readonly memoryIds: readonly string[];
}
