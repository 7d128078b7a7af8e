import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DomainError } from './domain-error.js';
import { pickFields, selectedFields } from './fields.rules.js';

const KNOWN = ['id', 'name', 'createdAt'] as const;

describe('the fields of an answer', () => {
  it('are all of them when nothing is asked for', () => {
    expect(selectedFields(KNOWN, undefined)).toEqual(KNOWN);
  });

  it('are the wanted ones in their usual order, each once, with or without blanks', () => {
    expect(selectedFields(KNOWN, 'createdAt, id,id')).toEqual(['id', 'createdAt']);
  });

  it.each(['secret', '', 'id,', 'ID', 'id;name', '__proto__', 'constructor'])('refuse "%s"', (query) => {
    expect(() => selectedFields(KNOWN, query)).toThrow(DomainError);
  });

  it('say which name is unknown and which are known', () => {
    expect.assertions(2);
    try {
      selectedFields(KNOWN, 'id,secret,other');
    } catch (error) {
      expect((error as DomainError).code).toBe('VALIDATION_FAILED');
      expect((error as DomainError).errors).toEqual([
        { path: 'fields', message: 'unknown "secret", "other"; known are id, name, createdAt' },
      ]);
    }
  });

  it('leave nothing else in the answer', () => {
    const value = { id: 1, name: 'a', createdAt: 'now' };
    fc.assert(
      fc.property(fc.subarray([...KNOWN], { minLength: 1 }), (wanted) => {
        const fields = selectedFields(KNOWN, wanted.toReversed().join(','));
        expect(Object.entries(pickFields(value, fields))).toEqual(wanted.map((name) => [name, value[name]]));
      }),
    );
  });
});
