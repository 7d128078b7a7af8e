import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { applyMergePatch } from './merge-patch.rules.js';

const json = fc.jsonValue({ maxDepth: 4 });
const object = fc.dictionary(fc.string(), json, { maxKeys: 5 });

function hasNullMember(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).some((child) => child === null || hasNullMember(child));
}

/** The cases of RFC 7386, appendix A, each with what it shows. */
describe('a merge patch', () => {
  it.each([
    ['replaces a member', { a: 'b' }, { a: 'c' }, { a: 'c' }],
    ['adds a member', { a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    ['removes the only member', { a: 'b' }, { a: null }, {}],
    ['removes one member of two', { a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    ['replaces an array by text', { a: ['b'] }, { a: 'c' }, { a: 'c' }],
    ['replaces text by an array', { a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    ['merges an object and removes in it', { a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    ['replaces an array whole', { a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    ['keeps a null that the target has', { e: null }, { a: 1 }, { e: null, a: 1 }],
    ['makes an object of text', { a: 'foo' }, { a: { b: 1 } }, { a: { b: 1 } }],
    ['removes nothing where nothing is', {}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    ['makes an object of an array', [1, 2], { a: 'b', c: null }, { a: 'b' }],
  ])('%s', (_what, target, patch, expected) => {
    expect(applyMergePatch(target, patch)).toEqual(expected);
  });

  it.each([
    ['an array', { a: 'b' }, ['c']],
    ['text', { a: 'foo' }, 'bar'],
  ])('that is %s replaces everything', (_what, target, patch) => {
    expect(applyMergePatch(target, patch)).toEqual(patch);
  });

  it('that is null leaves an empty object: our documents are always objects', () => {
    expect(applyMergePatch({ a: 1 }, null)).toEqual({});
  });

  it('keeps a null inside an array', () => {
    expect(applyMergePatch({}, { a: [null, { b: null }] })).toEqual({ a: [null, { b: null }] });
  });

  it('takes "__proto__" for a name like any other', () => {
    const merged = applyMergePatch({}, JSON.parse('{"__proto__":{"admin":true}}')) as object;
    expect(Object.keys(merged)).toEqual(['__proto__']);
    expect((merged as { admin?: unknown }).admin).toBeUndefined();
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  it('applied twice is the same as applied once', () => {
    fc.assert(
      fc.property(object, object, (target, patch) => {
        const once = applyMergePatch(target, patch);
        expect(applyMergePatch(once, patch)).toEqual(once);
      }),
    );
  });

  it('on nothing gives the patch without its nulls', () => {
    fc.assert(
      fc.property(object, (patch) => {
        expect(hasNullMember(applyMergePatch(undefined, patch))).toBe(false);
        if (!hasNullMember(patch)) expect(applyMergePatch(undefined, patch)).toEqual(patch);
      }),
    );
  });

  it('changes neither the target nor itself', () => {
    fc.assert(
      fc.property(object, object, (target, patch) => {
        const before = structuredClone([target, patch]);
        applyMergePatch(target, patch);
        expect([target, patch]).toEqual(before);
      }),
    );
  });

  it('leaves alone what it does not name', () => {
    fc.assert(
      fc.property(object, object, (target, patch) => {
        const merged = applyMergePatch(target, patch) as Record<string, unknown>;
        for (const [key, value] of Object.entries(target)) {
          if (!Object.hasOwn(patch, key)) expect(merged[key]).toEqual(value);
        }
      }),
    );
  });
});
