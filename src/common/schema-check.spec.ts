import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { DomainError, FieldError } from './domain-error.js';
import { checkValue } from './schema-check.js';

const schema = z.strictObject({
  name: z.string(),
  mode: z.enum(['easy', 'hard']).optional(),
  inner: z.strictObject({ count: z.int().optional() }).optional(),
  tags: z.array(z.string()).optional(),
});

function refusal(value: unknown, as: { schema?: z.ZodType; data?: string } = {}): DomainError {
  try {
    checkValue(as.schema ?? schema, value, as.data);
  } catch (error) {
    return error as DomainError;
  }
  throw new Error('it was accepted');
}

function faults(value: unknown): readonly FieldError[] | undefined {
  return refusal(value).errors;
}

describe('input', () => {
  it('that fits is handed on as the schema made it', () => {
    const trimmed = z.object({ name: z.string().transform((text) => text.trim()) });
    expect(checkValue(trimmed, { name: ' a ' })).toEqual({ name: 'a' });
  });

  it('that lacks a field is told so', () => {
    expect(faults({})).toEqual([{ path: 'name', message: 'is required' }]);
  });

  it('of a wrong type is told the right one', () => {
    expect(faults({ name: 5 })).toEqual([{ path: 'name', message: 'must be of type string' }]);
  });

  it('with an unknown choice is told the known ones', () => {
    expect(faults({ name: 'a', mode: 'odd' })).toEqual([{ path: 'mode', message: 'must be one of easy, hard' }]);
  });

  it('with unknown fields is told each of them, also deep inside', () => {
    expect(faults({ name: 'a', x: 1, y: 2, inner: { z: 3 } })).toEqual([
      { path: 'inner.z', message: 'is not a known field' },
      { path: 'x', message: 'is not a known field' },
      { path: 'y', message: 'is not a known field' },
    ]);
  });

  it('in a list is told its place', () => {
    expect(faults({ name: 'a', tags: ['x', 5] })).toEqual([{ path: 'tags.1', message: 'must be of type string' }]);
  });

  it('that is absent altogether is told without a path', () => {
    const error = refusal(undefined);
    expect(error.errors).toEqual([{ path: '', message: 'is required' }]);
    expect(error.message).toBe('is required');
  });

  it('of a parameter is told the name of the parameter', () => {
    const error = refusal('x', { schema: z.uuid(), data: 'playerId' });
    expect(error.errors).toEqual([{ path: 'playerId', message: 'must be a UUID' }]);
  });

  it('gets all its faults in the detail, each with its path', () => {
    const { message } = refusal({ mode: 'odd' });
    expect(message).toBe('name: is required; mode: must be one of easy, hard');
  });

  it('with a thousand faults gets twenty, and long names are cut', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `${index}${'x'.repeat(500)}`);
    const error = refusal({ name: 'a', ...Object.fromEntries(names.map((name) => [name, 1])) });
    expect(error.errors).toHaveLength(20);
    expect(error.message.length).toBeLessThan(3000);
  });

  it('never finds its own values in the refusal', () => {
    const error = refusal({ name: 'a', mode: 'secret-value' });
    expect(JSON.stringify([error.message, error.errors])).not.toContain('secret-value');
  });
});
