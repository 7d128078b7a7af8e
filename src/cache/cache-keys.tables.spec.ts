import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { cacheKeys } from './cache-keys.tables.js';

describe('cacheKeys', () => {
  it('names keys as operators look for them', () => {
    expect(cacheKeys.player('3f0e').key).toBe('player:3f0e');
    expect(cacheKeys.game('g1').key).toBe('game:g1');
    expect(cacheKeys.analytics('g1', '2026-11-24').key).toBe('analytics:g1:2026-11-24');
    expect(cacheKeys.emotion('ab').key).toBe('emotion:cache:ab');
    expect(cacheKeys.dialogue('ab').key).toBe('dialogue:cache:ab');
    expect(cacheKeys.embedding('ab').key).toBe('embedding:cache:ab');
    expect(cacheKeys.apiKey('ab').key).toBe('api-key:ab');
  });

  it('lets one invalidation reach both keys of a day', () => {
    expect(cacheKeys.analyticsToday('g1', '2026-11-24').key).toBe(cacheKeys.analytics('g1', '2026-11-24').key);
  });

  it('gives different ids different keys, whatever they contain', () => {
    const id = fc.string({ unit: fc.constantFrom('a', ':', '{', '}', ' ', '\n', '%', '3', 'A') });
    fc.assert(
      fc.property(id, id, id, id, (a, b, c, d) => {
        fc.pre(a !== c || b !== d);
        expect(cacheKeys.analytics(a, b).key).not.toBe(cacheKeys.analytics(c, d).key);
      }),
    );
  });
});
