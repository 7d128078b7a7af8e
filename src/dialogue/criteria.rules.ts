import type { Criterion, DialogueLine, Facts } from './dialogue.types.js';
import { CRITERION_WEIGHTS } from './dialogue-field.tables.js';
import type { PackLine } from './pack.schemas.js';
import { ANY_PERSONA } from './persona.tables.js';

/** A pack's `when` as a list of conditions. */
export function criteriaOf(when: PackLine['when']): Criterion[] {
  return Object.entries(when ?? {}).map(([field, condition]) =>
    typeof condition === 'object' ? { field, ...condition } : { field, equals: condition },
  );
}

/** True when the facts have the field and every part of the condition holds for it. */
export function criterionHolds(criterion: Criterion, facts: Facts): boolean {
  const value = facts.get(criterion.field);
  if (value === undefined) {
    return false;
  }
  return (
    (criterion.equals === undefined || value === criterion.equals) &&
    (criterion.gte === undefined || (typeof value === 'number' && value >= criterion.gte)) &&
    (criterion.lte === undefined || (typeof value === 'number' && value <= criterion.lte)) &&
    (criterion.in === undefined || criterion.in.includes(value))
  );
}

/** A criterion in words, such as `winStreak at least 3` or `rarity epic or legendary`. */
export function describeCriterion({ field, equals, gte, lte, in: values }: Criterion): string {
  const bounds =
    gte !== undefined && lte !== undefined
      ? [`from ${gte} to ${lte}`]
      : [...(gte === undefined ? [] : [`at least ${gte}`]), ...(lte === undefined ? [] : [`at most ${lte}`])];
  const parts = [
    ...(equals === undefined ? [] : [String(equals)]),
    ...bounds,
    ...(values === undefined ? [] : [values.join(' or ')]),
  ];
  return `${field} ${parts.join(', ')}`;
}

/** Sum of the weights of what a line asks for: 0 for a line anyone may say at any time. */
export function specificityOf(line: Pick<DialogueLine, 'event' | 'emotion' | 'persona' | 'criteria'>): number {
  return (
    (line.event === null ? 0 : CRITERION_WEIGHTS.event) +
    (line.emotion === null ? 0 : CRITERION_WEIGHTS.emotion) +
    (line.persona === ANY_PERSONA ? 0 : CRITERION_WEIGHTS.persona) +
    line.criteria.length * CRITERION_WEIGHTS.when
  );
}

/** True for a line that fits any moment: it asks for no event, emotion, condition or slot. */
export function isBare(line: Pick<DialogueLine, 'event' | 'emotion' | 'criteria' | 'slots'>): boolean {
  return line.event === null && line.emotion === null && line.criteria.length === 0 && line.slots.length === 0;
}
