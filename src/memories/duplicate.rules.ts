import { normaliseText } from './terms.rules.js';
import { cosine } from './vector.rules.js';

/** Cosine from which two memories of one type say the same. */
export const DUPLICATE_COSINE = 0.92;
/** Strength beyond which nothing is added: at 20 and importance 1 a memory is kept for some five years. */
export const MAX_STRENGTH = 20;

export interface ComparableMemory {
  readonly type: string;
  readonly content: string;
  readonly vector?: Float32Array | null;
}

/**
 * Whether two memories of one player say the same: of one type, and equal in normalised text, or with a cosine of 0.92
 * or more and the same numbers. "Reached level 49" and "Reached level 50" are near in every vector space, and are not
 * the same memory.
 */
export function isNearDuplicate(a: ComparableMemory, b: ComparableMemory): boolean {
  if (a.type !== b.type) return false;
  if (normaliseText(a.content) === normaliseText(b.content)) return true;
  if (!a.vector || !b.vector || a.vector.length !== b.vector.length) return false;
  return cosine(a.vector, b.vector) >= DUPLICATE_COSINE && numbersIn(a.content) === numbersIn(b.content);
}

/** What a standing memory becomes when the same is told again: stronger by one (at most 20), and as important as either. */
export function reinforce(
  standing: { readonly strength: number; readonly importance: number },
  told: { readonly importance: number },
): { strength: number; importance: number } {
  return {
    strength: Math.min(standing.strength + 1, MAX_STRENGTH),
    importance: Math.max(standing.importance, told.importance),
  };
}

function numbersIn(content: string): string {
  return (content.normalize('NFKC').match(/\p{Nd}+/gu) ?? []).join(' ');
}
