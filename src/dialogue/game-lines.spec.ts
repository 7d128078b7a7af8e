import { describe, expect, it } from '@jest/globals';
import { factsFrom, lineRequest } from '../../test/support/dialogue-lines.js';
import { GameLines } from './game-lines.js';
import { chooseLine } from './line-choice.rules.js';
import { formatLine } from './message.rules.js';
import { compilePack } from './pack-compile.rules.js';
import { PackLibrary } from './pack-library.js';

const TEXTS = [
  'Plain.',
  "It's '{'plain'}' too.",
  '{item}!',
  '{killCount, plural, =0 {none} one {# kill} other {# kills}} with {item}',
  '{item, select, axe {Chop.} other {{item}?}}',
];
const FACTS = factsFrom({ item: 'axe', killCount: 1234 });

const pack = {
  language: 'de',
  lines: TEXTS.map((text, index) => ({ id: `line.${index}`, persona: '*', text })),
};

describe("a game's lines", () => {
  const compiled = compilePack(pack).lines;
  const own = new GameLines('game/1', compiled, ['en', 'de']);

  it('say what the lines they were made of say, each time', () => {
    for (let turn = 0; turn < 2; turn += 1) {
      expect(own.library.lines.map((line) => formatLine(line, FACTS))).toEqual(
        compiled.map((line) => formatLine(line, FACTS)),
      );
    }
  });

  it('have ids that no line of ours can have', () => {
    expect(own.library.lines.map(({ id }) => id)).toEqual(TEXTS.map((_, index) => `game/line.${index}`));
  });

  it('are in their own languages and ours, each named once', () => {
    expect(own.languages).toEqual(['de', 'en']);
    expect(new GameLines('game/2', [], ['en', 'de']).languages).toEqual(['en', 'de']);
  });

  it('can be chosen', () => {
    const moment = lineRequest(new PackLibrary([]), { gameLines: own.library, languages: ['de'], facts: FACTS });
    expect(chooseLine(moment)).toMatchObject({ fromGame: true, language: 'de' });
  });

  it('weigh more the more they say', () => {
    const longer = compilePack({
      ...pack,
      lines: [...pack.lines, { id: 'more', persona: '*', text: 'x'.repeat(400) }],
    });
    expect(new GameLines('game/3', longer.lines, []).bytes - own.bytes).toBeGreaterThan(800);
  });
});
