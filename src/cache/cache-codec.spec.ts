import { describe, expect, it } from '@jest/globals';
import { createCache } from './cache.factory.js';
import { textOf, utf8ByteString } from '../common/byte-string.rules.js';
import { cacheKeys } from './cache-keys.tables.js';
import type { CacheCodec } from './cache.types.js';

/** An answer that keeps its text and makes its bytes when they are first asked for: nothing that JSON could carry. */
class Answer {
  private made: Buffer | undefined;

  constructor(readonly text: string) {}

  get buffer(): Buffer {
    this.made ??= Buffer.from(this.text);
    return this.made;
  }
}

const codec: CacheCodec<Answer> = {
  encode: ({ text }) => utf8ByteString(text),
  decode: (bytes) => new Answer(textOf(bytes)),
  bytes: ({ text }) => 4 * text.length,
};

const key = cacheKeys.playerView('p1');
const world = () => createCache({ singleInstance: true }, null);

describe('a value with a codec', () => {
  it('is shared as the object it is, with what it made of itself', async () => {
    const cache = world();
    const first = await cache.getOrSet(key, () => Promise.resolve(new Answer('{"a":1}')), undefined, codec);
    const made = first.buffer;
    const second = await cache.getOrSet<Answer>(key, () => Promise.reject(new Error('unread')), undefined, codec);
    expect(second).toBe(first);
    expect(second.buffer).toBe(made);
  });

  it('is accounted for with the bytes that its codec says', async () => {
    const cache = world();
    await cache.getOrSet(key, () => Promise.resolve(new Answer('x')), undefined, codec);
    const small = cache.stats().bytes;
    await cache.invalidate(key);
    await cache.getOrSet(key, () => Promise.resolve(new Answer('x'.repeat(1_001))), undefined, codec);
    expect(cache.stats().bytes - small).toBe(4_000);
  });

  it.each([null, undefined])('is not asked about %s, which is remembered like any other', async (absent) => {
    const cache = world();
    let loads = 0;
    const load = (): Promise<Answer | null | undefined> => {
      loads += 1;
      return Promise.resolve(absent);
    };
    expect(await cache.getOrSet(key, load, undefined, codec)).toBe(absent);
    expect(await cache.getOrSet(key, load, undefined, codec)).toBe(absent);
    expect(loads).toBe(1);
  });

  it('comes as it is from a cache that is off', async () => {
    const cache = createCache({ singleInstance: true, ttls: { player: 0 } }, null);
    const answer = new Answer('x');
    expect(await cache.getOrSet(key, () => Promise.resolve(answer), undefined, codec)).toBe(answer);
  });
});

describe('CacheService.peek', () => {
  it('answers at once from a fresh copy, and from nothing else', async () => {
    let now = 0;
    const hits: string[] = [];
    const cache = createCache(
      {
        singleInstance: true,
        environment: { now: () => now, wallClock: () => now, random: () => 0 },
        metrics: {
          hit: (_kind, tier) => hits.push(tier),
          miss: () => undefined,
          load: () => undefined,
          refresh: () => undefined,
          leaseWait: () => undefined,
          acknowledgement: () => undefined,
          eviction: () => undefined,
        },
      },
      null,
    );
    expect(cache.peek(key)).toBeUndefined();
    await cache.getOrSet(key, () => Promise.resolve('value'));
    expect(cache.peek(key)).toBe('value');
    now = 300_000;
    expect(cache.peek(key)).toBeUndefined();
    expect(hits).toEqual(['memory']);
  });
});
