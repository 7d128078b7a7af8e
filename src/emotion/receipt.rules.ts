import type { AppraisalPart } from './emotion.types.js';

/** Why the rules answered what they did, as they write it down. */
export interface AppraisalReceipt {
  readonly parts: AppraisalPart[];
  reasoning: string;
}

/**
 * Writes down one contribution, if somebody asked for a receipt, and returns its effect.
 *
 * @param field what the rule was about; it stands behind a colon
 */
export function noted(
  receipt: AppraisalReceipt | null,
  on: AppraisalPart['on'],
  rule: string,
  effect: number,
  field?: string,
): number {
  if (receipt !== null) receipt.parts.push({ rule: field === undefined ? rule : `${rule}:${field}`, effect, on });
  return effect;
}
