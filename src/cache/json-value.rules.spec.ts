import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { freezeJson } from './json-value.rules.js';

describe('freezeJson', () => {
  it('accepts all JSON and leaves nothing in it that a reader could change', () => {
    const thawed = (value: unknown): boolean =>
      typeof value === 'object' && value !== null && (!Object.isFrozen(value) || Object.values(value).some(thawed));
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const before = JSON.stringify(value);
        expect(thawed(freezeJson(value))).toBe(false);
        expect(JSON.stringify(value)).toBe(before);
      }),
    );
  });

  it('freezes what is inside an object that was frozen already', () => {
    const inner = { list: [1] };
    freezeJson(Object.freeze({ inner }));
    expect(() => inner.list.push(2)).toThrow(TypeError);
  });

  it('names the place of what JSON would change', () => {
    expect(() => freezeJson({ a: [{ at: new Date(0) }] }, 'player')).toThrow('player.a[0].at cannot be cached');
    expect(() => freezeJson({ n: 1n })).toThrow('value.n cannot be cached: bigint 1');
    expect(() => freezeJson({ n: Number.NaN })).toThrow('value.n cannot be cached');
    expect(() => freezeJson([undefined])).toThrow('value[0] cannot be cached');
    expect(() => freezeJson(new Map())).toThrow('an instance of Map');
    expect(() => freezeJson({ f: () => 1 })).toThrow('value.f cannot be cached');
  });

  it('refuses a circular value instead of running for ever', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(() => freezeJson(circle)).toThrow('circular');
  });
});
