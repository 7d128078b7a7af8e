import { isNearDuplicate } from './duplicate.rules.js';
import type { PreparedMemory } from './prepared-memory.types.js';

/** Several that say the same, told at once: one memory. */
export interface FoldedMemory {
  readonly first: PreparedMemory;
  /** Places in the list, the first one first. */
  readonly places: readonly number[];
  /** The greatest, 0..1. */
  readonly importance: number;
  /** Whether any is. */
  readonly pinned: boolean;
  /** The latest; null, for ever, when any has none. */
  readonly expiresAt: Date | null;
  /** When it happened last; null when nobody said. */
  readonly lastAt: Date | null;
}

/**
 * Brings together what one list tells more than once: the same player's, of one type and saying the same, or found to
 * be the same standing memory. In the order in which each was first told.
 */
export function foldDuplicates(list: readonly PreparedMemory[]): FoldedMemory[] {
  const folded: FoldedMemory[] = [];
  const byKind = new Map<string, number[]>();
  for (const [place, memory] of list.entries()) {
    const kind = `${memory.playerId} ${memory.type}`;
    const slots = byKind.get(kind) ?? [];
    byKind.set(kind, slots);
    const same = slots.find((slot) => isOneMemory(folded[slot]!.first, memory));
    if (same === undefined) slots.push(folded.push(foldOf(memory, place)) - 1);
    else folded[same] = join(folded[same]!, memory, place);
  }
  return folded;
}

function isOneMemory(a: PreparedMemory, b: PreparedMemory): boolean {
  if (a.contentHash === b.contentHash) return true;
  if (a.standingId !== null || b.standingId !== null) return a.standingId === b.standingId;
  return isNearDuplicate(a, b);
}

function foldOf(first: PreparedMemory, place: number): FoldedMemory {
  const { importance, pinned, expiresAt, createdAt } = first;
  return { first, places: [place], importance, pinned, expiresAt, lastAt: createdAt };
}

function join(folded: FoldedMemory, memory: PreparedMemory, place: number): FoldedMemory {
  return {
    first: folded.first,
    places: [...folded.places, place],
    importance: Math.max(folded.importance, memory.importance),
    pinned: folded.pinned || memory.pinned,
    expiresAt: later(folded.expiresAt, memory.expiresAt),
    lastAt: later(folded.lastAt, memory.createdAt) ?? folded.lastAt ?? memory.createdAt,
  };
}

function later(a: Date | null, b: Date | null): Date | null {
  return a === null || b === null ? null : a > b ? a : b;
}
