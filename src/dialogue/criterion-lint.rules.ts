import type { Criterion, Scalar } from './dialogue.types.js';
import { FIELD_NAMES, FIELDS, isFieldName, type FieldKind } from './dialogue-field.tables.js';
import { MAX_SLOT_LENGTH, slotText } from './slots.rules.js';

/** What is wrong with a value for a field, in words that say what is allowed; null when an event can have it. */
function valueFault(value: Scalar, expected: FieldKind): string | null {
  switch (expected.kind) {
    case 'number':
      return typeof value === 'number' && value >= expected.min && value <= expected.max
        ? null
        : `a number from ${expected.min} to ${expected.max}`;
    case 'flag':
      return typeof value === 'boolean' ? null : 'true or false';
    case 'choice':
      return expected.values.includes(String(value)) ? null : `one of ${expected.values.join(', ')}`;
    case 'text':
      return typeof value === 'string' && slotText(value) === value
        ? null
        : `a text of at most ${MAX_SLOT_LENGTH} characters without angle brackets`;
  }
}

/** The range a criterion leaves of a numeric field, as [lowest, highest]; empty when the first is the greater. */
function rangeOf(criterion: Criterion, min: number, max: number): readonly [number, number] {
  const numbers = criterion.in?.filter((value) => typeof value === 'number') ?? [];
  const listed = numbers.filter((value) => value >= (criterion.gte ?? min) && value <= (criterion.lte ?? max));
  return criterion.in === undefined
    ? [Math.max(min, criterion.gte ?? min), Math.min(max, criterion.lte ?? max)]
    : [Math.min(...listed), Math.max(...listed)];
}

/**
 * Why no event can ever meet a criterion, with what is allowed; null when one can. An unknown field is told apart by
 * `unknown`, for it is mostly a typing error.
 */
export function criterionFault(criterion: Criterion): { readonly unknown: boolean; readonly message: string } | null {
  const { field } = criterion;
  if (!isFieldName(field)) {
    return { unknown: true, message: `when asks for unknown field ${field}; allowed: ${FIELD_NAMES.join(', ')}` };
  }
  const expected: FieldKind = FIELDS[field];
  const never = (allowed: string) => ({
    unknown: false,
    message: `when ${field} can never hold; it must be ${allowed}`,
  });
  const compares = criterion.gte !== undefined || criterion.lte !== undefined;
  if (compares && expected.kind !== 'number') {
    return never('compared with a value or in, as gte and lte are for numbers');
  }
  const operands = criterion.in ?? (criterion.equals === undefined ? [] : [criterion.equals]);
  const fault = operands.map((value) => valueFault(value, expected)).find((message) => message !== null);
  if (fault !== undefined) {
    return never(fault);
  }
  if (expected.kind === 'number') {
    const [lowest, highest] = rangeOf(criterion, expected.min, expected.max);
    return lowest > highest
      ? never(`possible within ${expected.min} to ${expected.max}, with gte not above lte`)
      : null;
  }
  return null;
}

/** True when every value that meets the narrow criterion meets the wide one too. */
function covers(wide: Criterion, narrow: Criterion): boolean {
  const values = narrow.in ?? (narrow.equals === undefined ? null : [narrow.equals]);
  const meets = (value: Scalar) =>
    (wide.equals === undefined || wide.equals === value) &&
    (wide.in === undefined || wide.in.includes(value)) &&
    (wide.gte === undefined || Number(value) >= wide.gte) &&
    (wide.lte === undefined || Number(value) <= wide.lte);
  if (values !== null) {
    return values.every(meets);
  }
  return (
    wide.equals === undefined &&
    wide.in === undefined &&
    (wide.gte === undefined || (narrow.gte !== undefined && narrow.gte >= wide.gte)) &&
    (wide.lte === undefined || (narrow.lte !== undefined && narrow.lte <= wide.lte))
  );
}

/** True when criteria that all hold make the others hold as well. */
export function implies(given: readonly Criterion[], asked: readonly Criterion[]): boolean {
  return asked.every((wide) => given.some((narrow) => narrow.field === wide.field && covers(wide, narrow)));
}
