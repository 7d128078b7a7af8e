import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, integer, property } from 'fast-check';
import { lineFault } from './line-check.rules.js';
import { CheckedPieces } from './line-pieces.js';
import type { LinePrompt } from './line-prompt.types.js';
import { loadPacks } from './pack-loader.js';

const promptIn = (language: string): LinePrompt => ({
  system: 'You play a companion.',
  user: '{}',
  language,
  playerText: null,
  isPersonal: false,
  memoryIds: [],
});

/** What is passed on of a line that comes in pieces, and how much of it was read. */
function streamed(line: string, language = 'en', pieceLength = 7) {
  let [passed, read] = ['', 0];
  const pieces = new CheckedPieces(promptIn(language), (piece) => (passed += piece));
  let wantsMore = true;
  while (wantsMore && read < line.length) {
    wantsMore = pieces.add(line.slice(read, read + pieceLength));
    read += pieceLength;
  }
  return { passed, read, fault: pieces.fault, finish: () => (pieces.finish(line), passed) };
}

describe('a line on its way', () => {
  it('shows nothing of a French line to an English player, and is not read to its end', () => {
    const line =
      'Dawnbreaker, incroyable ! Quelle chance incroyable, vraiment : je savais que tu trouverais une lame ' +
      'pareille, et te voilà avec ta plus belle victoire dans les mains.';
    expect(streamed(line)).toMatchObject({ passed: '', fault: 'wrong_language' });
    expect(streamed(line).read).toBeLessThan(line.length);
  });

  it('shows nothing of another script', () => {
    expect(streamed('晨曦之刃！我早就知道它在等你。'.repeat(6))).toMatchObject({ passed: '', fault: 'wrong_language' });
  });

  it('is left at the length that a line may have', () => {
    const { passed, read, fault } = streamed('This is the day that we have fought for, and it is ours. '.repeat(20));
    expect(fault).toBe('too_long');
    expect(read).toBeLessThanOrEqual(220 + 7);
    expect(passed.length).toBeLessThanOrEqual(220);
  });

  it('goes on when a word that is half there only looked bad', () => {
    const line = 'You have found it, and for that I am proud of you: AI';
    const { passed, fault } = streamed(`${line}dan of the North will hear of it.`, 'en', line.length);
    expect(fault).toBeNull();
    expect(passed).toContain('AIdan');
  });

  it('waits while it shows no language, and is there whole in the end', () => {
    const line = 'Gravemaw! Emberfall! Dawnbreaker! Hurrah, hurrah, hurrah, hurrah!';
    const { passed, finish } = streamed(line);
    expect(passed).toBe('');
    expect(finish()).toBe(line);
  });

  it('passes on nothing but the line, whatever its pieces, for every good line of the packs', () => {
    const lines = loadPacks().lines.filter(({ text }) => !text.includes('{') && text.length >= 40);
    assert(
      property(constantFrom(...lines), integer({ min: 1, max: 20 }), ({ text, language }, pieceLength) => {
        expect(lineFault(text, promptIn(language))).toBeNull();
        const { passed, fault, finish } = streamed(text, language, pieceLength);
        expect(fault).toBeNull();
        expect(text.startsWith(passed)).toBe(true);
        expect(finish()).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});
