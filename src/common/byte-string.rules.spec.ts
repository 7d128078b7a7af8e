import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { bytesOf, textOf, utf8ByteString } from './byte-string.rules.js';

describe('a string of bytes', () => {
  it('has the bytes of the text, one a character, and gives it back', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })), (text) => {
        const bytes = utf8ByteString(text);
        expect(bytes).toHaveLength(Buffer.byteLength(text));
        expect(bytesOf(bytes)).toEqual(Buffer.from(text));
        expect(textOf(bytes)).toBe(text);
      }),
    );
  });
});
