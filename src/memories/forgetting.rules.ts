/** The most memories a player may have; beyond it the weakest go first. */
export const MAX_MEMORIES_PER_PLAYER = 10_000;
/** Days; what is younger is never forgotten. */
export const FORGET_AFTER_DAYS = 7;
/** Retention under which a memory is forgotten. */
export const FORGET_BELOW = 0.05;
/** Days in which a memory of strength 0 and importance 0.5 falls to 1/e. */
export const RETENTION_DAYS = 30;

const MS_PER_DAY = 86_400_000;

export interface ForgettableMemory {
  /** 0..1 */
  readonly importance: number;
  /** 0 or more. */
  readonly strength: number;
  readonly pinned: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970. */
  readonly lastRecalledAt: number | null;
}

/**
 * How much of a memory is left, 0..1: exp(-days / (30 x (1 + strength) x (0.5 + importance))), days since it was last
 * recalled or made. The curve is that of Ebbinghaus (1885); that importance and repetition stretch it is the product's.
 */
export function retention(memory: ForgettableMemory, nowMs: number): number {
  const touchedAt = Math.max(memory.lastRecalledAt ?? memory.createdAt, memory.createdAt);
  const days = Math.max(nowMs - touchedAt, 0) / MS_PER_DAY;
  return Math.exp(-days / (RETENTION_DAYS * (1 + memory.strength) * (0.5 + memory.importance)));
}

/** Those that must go so that at most `most` stay, weakest first, the older first among equals; never a pinned one. */
export function chooseOverflow<T extends ForgettableMemory>(
  memories: readonly T[],
  nowMs: number,
  most: number = MAX_MEMORIES_PER_PLAYER,
): T[] {
  const tooMany = memories.length - most;
  if (tooMany <= 0) return [];
  return memories
    .filter(({ pinned }) => !pinned)
    .map((memory) => ({ memory, left: retention(memory, nowMs) }))
    .sort((a, b) => a.left - b.left || a.memory.createdAt - b.memory.createdAt)
    .slice(0, tooMany)
    .map(({ memory }) => memory);
}
