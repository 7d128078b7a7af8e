import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { factsFrom, lineLibrary, lineRequest, variants, type LineDraft } from '../../test/support/dialogue-lines.js';
import { chooseLine } from './line-choice.rules.js';

const built = lineLibrary({
  en: [
    ...variants('ours.mvp', 4, { event: 'player.victory', emotion: 'proud', when: { mvp: true } }),
    ...variants('ours', 4),
  ],
});

const draft = fc.record(
  {
    persona: fc.constantFrom('cool', 'cute', '*'),
    event: fc.constantFrom('player.victory', 'player.kill'),
    emotion: fc.constantFrom('proud' as const, 'sad' as const),
    when: fc.record({ winStreak: fc.record({ gte: fc.integer({ min: 0, max: 6 }) }) }),
    once: fc.boolean(),
    cooldownSeconds: fc.constantFrom(0, 10),
  },
  { requiredKeys: ['persona'] },
);
const game = fc.array(draft, { maxLength: 8 }).map((drafts) => drafts.map((more, n) => ({ id: `own.${n}`, ...more })));
const moment = fc.record({
  winStreak: fc.integer({ min: 0, max: 6 }),
  heard: fc.array(fc.nat(7), { maxLength: 4 }),
  last: fc.array(fc.nat(7), { maxLength: 3 }),
  seed: fc.integer(),
});

/** When a line of this game may be said to a proud and cool companion's player after a victory. */
function fits({ persona, event, emotion, when }: LineDraft, winStreak: number): boolean {
  const condition = when?.winStreak as { gte: number } | undefined;
  return (
    persona !== 'cute' &&
    event !== 'player.kill' &&
    emotion !== 'sad' &&
    (condition === undefined || winStreak >= condition.gte)
  );
}

const say = (language: string, lastLines: string[]) => {
  const gameLines = lineLibrary({ [language]: [{ id: 'own.0', persona: '*' }] });
  return chooseLine(lineRequest(built, { gameLines, lastLines, languages: [language, 'en'] }));
};

describe("the choice between a game's lines and ours", () => {
  it('says ours in kin of the language rather than the same again, and no other language', () => {
    expect(say('en-GB', []).lineId).toBe('own.0');
    expect(say('en-GB', ['own.0'])).toMatchObject({ fromGame: false, language: 'en' });
    expect(say('nl', ['own.0'])).toMatchObject({ lineId: 'own.0', language: 'nl' });
  });

  it("is always for the game's when one of its lines fits and nothing keeps it back, and for ours when none fits", () => {
    fc.assert(
      fc.property(game, moment, (own, { winStreak, heard, last, seed }) => {
        const said = new Map(heard.map((n) => [`own.${n}`, { times: 1, lastSaidAt: 995_000 }]));
        const lastLines = last.map((n) => `own.${n}`);
        const gameLines = lineLibrary({ en: own });
        const facts = factsFrom({ winStreak, mvp: true });
        const choice = chooseLine(lineRequest(built, { gameLines, facts, said, lastLines, seed }));
        const fitting = own.filter((line) => fits(line, winStreak));
        const open = fitting.filter(
          ({ id, once, cooldownSeconds = 0 }) =>
            !(said.has(id) && (once === true || cooldownSeconds > 5)) && !lastLines.includes(id),
        );
        expect(choice.fromGame).toBe(open.length > 0);
        if (choice.fromGame) expect(open.map(({ id }) => id)).toContain(choice.lineId);
      }),
      { numRuns: 500 },
    );
  });
});
