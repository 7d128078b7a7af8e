import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { cacheKeys } from './cache-keys.tables.js';
import { RedisNames } from './redis-names.js';

const names = new RedisNames('agl:');

describe('what an instance tells the others', () => {
  it('is what they read, whatever the ids are', () => {
    const keys = fc.array(
      fc.string({ unit: 'binary' }).map((id) => cacheKeys.playerView(id).key),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(keys, fc.option(fc.nat(), { nil: undefined }), (told, number) => {
        const group = number?.toString(36);
        expect(names.parse(names.message(told, group))).toEqual({ sender: names.instance, group, keys: told });
      }),
    );
  });

  it('names who is answered, and nobody else hears the answers', () => {
    const { sender } = names.parse(names.message(['player:1'], '1'));
    expect(names.answersOf(sender)).toBe(names.answers);
    expect(new RedisNames('agl:').answers).not.toBe(names.answers);
  });
});
