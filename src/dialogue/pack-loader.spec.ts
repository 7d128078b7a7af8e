import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPacks, PackError } from './pack-loader.js';

let directory = '';

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'agl-packs-')), 'packs');
  mkdirSync(directory);
});

afterEach(() => {
  rmSync(join(directory, '..'), { recursive: true });
});

function write(file: string, content: string): void {
  mkdirSync(join(directory, file, '..'), { recursive: true });
  writeFileSync(join(directory, file), content);
}

/** A pack file with one line object a text line, the first on line 4. */
function pack(language: string, ...lines: readonly string[]): string {
  return `{\n  "language": "${language}",\n  "lines": [\n    ${lines.join(',\n    ')}\n  ]\n}\n`;
}

const bare = (id: string) => `{ "id": "${id}", "persona": "*", "text": "Here with you." }`;

/** The message that a folder with a good English pack and this one is refused with. */
function refusal(content: string): string {
  write('en/base.json', pack('en', bare('base')));
  write('en/cool.json', content);
  try {
    loadPacks(directory);
  } catch (error) {
    expect(error).toBeInstanceOf(PackError);
    return error instanceof Error ? error.message : '';
  }
  return 'nothing was refused';
}

describe('loadPacks', () => {
  it('reads every language and finds the lines of a moment', () => {
    write(
      'en/base.json',
      pack('en', bare('base'), '{ "id": "w", "persona": "cool", "event": "player.victory", "text": "Won." }'),
    );
    write('ja/cute.json', pack('ja', '{ "id": "h", "persona": "cute", "emotion": "happy", "text": "やった" }'));
    write('README.md', 'not a pack');
    const library = loadPacks(directory);
    expect(library.languages()).toEqual(['en', 'ja']);
    expect(library.personas()).toEqual(['cool', 'cute']);
    expect(library.candidates('en', 'cool', 'player.victory', 'happy').map((line) => line.id)).toEqual(['w', 'base']);
    expect(library.lineIdsFor('ja', 'cute', 'player.kill')).toEqual(['h']);
    expect(library.samples('en', 'cool', 3)).toEqual(['Won.']);
  });

  it('finds the built-in packs by itself, with every persona in every language', () => {
    const library = loadPacks();
    expect(library.languages()).toEqual(['de', 'en', 'es', 'fr', 'ja', 'ko', 'pt-BR', 'zh']);
    for (const language of library.languages()) {
      for (const persona of ['cheerful', 'cool', 'cute']) {
        expect(library.samples(language, persona, 3)).toHaveLength(3);
      }
    }
  });

  it('names file and line of broken JSON', () => {
    expect(refusal(pack('en', bare('a'), '{ "id": "b" "persona": "cool" }'))).toMatch(
      /^packs\/en\/cool\.json:5: not JSON: comma expected/,
    );
    expect(refusal(pack('en', bare('a'), '// no', bare('b')))).toMatch(/^packs\/en\/cool\.json:5: not JSON: /);
  });

  it.each([
    [
      'persona',
      '"persona": "grumpy", "text": "x"',
      /:5: persona: unknown persona; allowed: cheerful, cool, cute, neutral, \*$/,
    ],
    ['emotion', '"persona": "cool", "emotion": "joy", "text": "x"', /:5: emotion: unknown emotion; allowed: happy, /],
    ['field', '"persona": "cool", "wieght": 2, "text": "x"', /:5: unknown field wieght; allowed: id, persona, /],
    ['event', '"persona": "cool", "event": "victory", "text": "x"', /:5: event: must be namespace\.name/],
    ['weight', '"persona": "cool", "weight": 0, "text": "x"', /:5: weight: /],
    ['condition', '"persona": "cool", "when": { "level": {} }, "text": "x"', /:5: level: a condition is a value, or /],
    ['text', '"persona": "cool"', /:5: text: /],
    ['ICU', '"persona": "cool", "text": "{count, plural, one {#}}"', /:5: text is not ICU MessageFormat .*allowed: /],
    ['slot', '"persona": "cool", "text": "Hi {player}"', /:5: unknown slot \{player\}; allowed: item, enemy, /],
    [
      'plural',
      '"persona": "cool", "text": "{item, plural, other {#}}"',
      /:5: \{item\} is a text and cannot be counted/,
    ],
    [
      'format',
      '"persona": "cool", "text": "{count, date, short}"',
      /:5: \{count, …\} has a format that is not allowed/,
    ],
  ])('says where and what is wrong with a bad %s', (_, fields, message) => {
    const text = refusal(pack('en', bare('a'), `{ "id": "b", ${fields} }`));
    expect(text).toMatch(/^packs\/en\/cool\.json:/);
    expect(text).toMatch(message);
  });

  it('names every fault, each on a line of its own', () => {
    const faults = refusal(pack('en', bare(''), bare('b'), '{ "id": "c", "persona": "cool", "text": "" }')).split('\n');
    expect(faults.map((fault) => fault.slice(0, 'packs/en/cool.json:4: id'.length))).toEqual([
      'packs/en/cool.json:4: id',
      'packs/en/cool.json:6: te',
    ]);
  });

  it('refuses an id twice in a file or in a language, but not in two languages', () => {
    expect(refusal(pack('en', bare('a'), bare('a')))).toBe(
      'packs/en/cool.json:5: id "a" is used twice; ids must be unique',
    );
    expect(refusal(pack('en', bare('a'), bare('base')))).toBe(
      'packs/en/cool.json:5: id "base" is already used in packs/en/base.json; ids must be unique in a language',
    );
    write('en/cool.json', pack('en', bare('a')));
    write('ja/cool.json', pack('ja', bare('a')));
    expect(loadPacks(directory).lines).toHaveLength(3);
  });

  it('refuses a pack in another language’s folder', () => {
    expect(refusal(pack('ja', bare('a')))).toBe(
      'packs/en/cool.json:2: language is "ja"; in this folder it must be "en"',
    );
  });

  it('refuses packs with which a persona could fall silent', () => {
    write('en/cool.json', pack('en', '{ "id": "a", "persona": "cool", "text": "Hm." }'));
    expect(() => loadPacks(directory)).toThrow(
      /^packs\/en:1: no line of last resort for cheerful, cute, neutral; each persona needs/,
    );
  });
});
