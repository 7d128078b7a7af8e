import { describe, expect, it } from '@jest/globals';

import { copyLine } from './copy-line.rules.js';

describe('copyLine', () => {
  it('keeps an empty text, a null and the text \\N apart', () => {
    expect(copyLine(['', null, '\\N', 0])).toBe('\t\\N\t\\\\N\t0\n');
  });

  it('lets no cell end its line or begin another', () => {
    expect(copyLine(['a\tb\nc\rd\\'])).toBe('a\\tb\\nc\\rd\\\\\n');
  });
});
