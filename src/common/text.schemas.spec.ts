import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { boundedJsonObject, depthWithin, languageTag, storableText, timeInput, uuid } from './text.schemas.js';

/** `levels` objects inside each other. */
function nested(levels: number): Record<string, unknown> {
  return levels === 1 ? {} : { a: nested(levels - 1) };
}

describe('a UUID', () => {
  it('is read in any letter case and handed on in lower case', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(uuid.parse(id.toUpperCase())).toBe(id);
      }),
    );
  });

  it.each(['', 'x', '0198a1b2-0000-7000-8000-00000000000', '{0198a1b2-0000-7000-8000-000000000001}', 5, null])(
    'is not %p',
    (value) => {
      expect(uuid.safeParse(value).success).toBe(false);
    },
  );

  it('may be the zero id, which stands for the platform', () => {
    expect(uuid.parse('00000000-0000-0000-0000-000000000000')).toBe('00000000-0000-0000-0000-000000000000');
  });
});

describe('text that is stored', () => {
  it('is any text within its bounds that PostgreSQL can hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        const storable = text !== '' && text.length <= 20 && !text.includes('\0') && text.isWellFormed();
        expect(storableText(20).safeParse(text).success).toBe(storable);
      }),
    );
  });

  it.each(['\ud800', 'a\udfffb', 'a\0b', ''])('is not %j', (text) => {
    expect(storableText(20).safeParse(text).success).toBe(false);
  });

  it('may be empty where that is allowed', () => {
    expect(storableText(20, 0).parse('')).toBe('');
  });
});

describe('a language', () => {
  it.each(['en', 'zh', 'ja', 'pt-BR', 'zh-Hant-TW', 'sr-Latn', 'EN'])('may be %s', (tag) => {
    expect(languageTag.parse(tag)).toBe(tag);
  });

  it.each(['', 'english language', 'e', 'en_US', 'en-', '-en', 'en--US', '../en', 'en\n', 'en-US-US-US-US-US', '日本'])(
    'is not %j',
    (tag) => {
      expect(languageTag.safeParse(tag).error?.issues).toHaveLength(1);
    },
  );
});

describe('a time of a caller', () => {
  it.each(['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.123Z', '2026-01-31T12:00:00+09:00'])('may be %s', (text) => {
    expect(timeInput.parse(text)).toBe(text);
  });

  it.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59+12:00'])('may be %s', (text) => {
    expect(timeInput.safeParse(text).success).toBe(true);
  });

  it.each(['9999-12-31T23:59:59-12:00', '0001-01-01T00:00:00+12:00', '0000-06-01T00:00:00Z'])(
    'is not %s, which its zone puts where the database cannot follow',
    (text) => {
      expect(timeInput.safeParse(text).error?.issues).toHaveLength(1);
    },
  );

  it.each(['2026-01-31', '2026-01-31T12:00:00', '2026-02-30T12:00:00Z', '2026-01-31T25:00:00Z', 'yesterday', ''])(
    'is not %j',
    (text) => {
      expect(timeInput.safeParse(text).error?.issues).toHaveLength(1);
    },
  );
});

describe('an object of the game', () => {
  it('is nested as deep as it may be and no deeper', () => {
    const schema = boundedJsonObject(10_000, 8);
    expect(schema.safeParse(nested(8)).success).toBe(true);
    expect(schema.safeParse(nested(9)).success).toBe(false);
  });

  it('is refused for its depth before anything else walks it', () => {
    let deep: Record<string, unknown> = {};
    for (let level = 0; level < 100_000; level += 1) deep = { a: deep };
    const refused = boundedJsonObject(10_000, 8).safeParse(deep);
    expect(refused.error?.issues.map(({ message }) => message)).toEqual(['must be nested at most 8 levels deep']);
  });

  it('counts its bytes as UTF-8', () => {
    const schema = boundedJsonObject(20, 8);
    const [fits, over] = [{ a: '日本語あ' }, { a: '日本語あい' }];
    expect([fits, over].map((value) => Buffer.byteLength(JSON.stringify(value)))).toEqual([20, 23]);
    expect(schema.safeParse(fits).success).toBe(true);
    expect(schema.safeParse(over).success).toBe(false);
  });

  it.each([[[]], ['text'], [null], [5]])('is no %j', (value) => {
    expect(boundedJsonObject(20, 8).safeParse(value).success).toBe(false);
  });

  it('has the depth that it has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 20 }), (levels, limit) => {
        expect(depthWithin(nested(levels), limit)).toBe(levels <= limit);
      }),
    );
  });
});
