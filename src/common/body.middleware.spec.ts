import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { bodyError, findUnstorable } from './body.middleware.js';

const find = (value: unknown) => findUnstorable(value);

describe('a body', () => {
  it('of sound text, however strange, is storable', () => {
    expect(find({ a: ['日本', '👩‍👩‍👧', '\u0001', { b: null, c: 1, d: true }] })).toBeUndefined();
  });

  it.each([
    ['text', { a: { b: ['x', 'n\0'] } }, 'a.b.1', 'must not have NUL characters'],
    ['a key', { a: { 'n\0': 1 } }, 'a', 'must not have NUL characters'],
    ['half a pair', { a: '\ud83d' }, 'a', 'must not have half of a surrogate pair'],
    ['the other half, alone', { a: '\ude00' }, 'a', 'must not have half of a surrogate pair'],
    ['a key with half a pair', { '\ud83d': 1 }, '', 'must not have half of a surrogate pair'],
  ])('is refused for %s, and told where', (_what, value, path, message) => {
    expect(find(value)).toEqual({ path, message });
  });

  it('with a whole pair is storable', () => {
    expect(find(JSON.parse('{"a":"\\ud83d\\ude00"}'))).toBeUndefined();
  });

  it('that is nested too deep is refused instead of walked', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 65; level += 1) deep = [deep];
    expect(find(deep)?.message).toBe('must be nested at most 64 levels deep');
    expect(find((deep as unknown[])[0])).toBeUndefined();
  });

  it('is storable exactly when every text and key in it is', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('a\0', '\ud800', '\udc00x', '😀'));
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 3 }, text, fc.integer(), tie('list'), tie('map')),
      list: fc.array(tie('any'), { maxLength: 4 }),
      map: fc.dictionary(text, tie('any'), { maxKeys: 4 }),
    })).any;
    fc.assert(
      fc.property(value, (body) => {
        // JSON writes half a pair and a NUL as escapes, and nothing else as these.
        const escaped = /(?<!\\)(\\\\)*\\u(0000|d[89a-f])/.test(JSON.stringify(body));
        expect(find(body) !== undefined).toBe(escaped);
      }),
    );
  });
});

describe('an error of the parser', () => {
  it.each([
    ['entity.parse.failed', 400, 'MALFORMED_JSON', 400],
    ['entity.too.large', 413, 'PAYLOAD_TOO_LARGE', 413],
    ['encoding.unsupported', 415, 'UNSUPPORTED_MEDIA_TYPE', 415],
    ['charset.unsupported', 415, 'UNSUPPORTED_MEDIA_TYPE', 415],
    ['request.aborted', 400, 'BAD_REQUEST', 400],
    ['stream.encoding.set', 500, 'INTERNAL_ERROR', 500],
  ])('%s (%i) becomes %s', (type, status, code, shown) => {
    expect(bodyError(type, status)).toMatchObject({ code, status: shown });
  });
});
