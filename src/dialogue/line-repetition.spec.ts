import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { factsFrom, lineLibrary, lineRequest, Listener, variants } from '../../test/support/dialogue-lines.js';
import type { EmotionName } from '../emotion/emotion.types.js';
import { chooseLine } from './line-choice.rules.js';

describe('repetition', () => {
  it('says every variant before any repeats, and none within the last three, over 500 events', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 7 }), fc.integer(), (count, seed) => {
        const source = lineLibrary({ en: [...variants('v', count, { event: 'player.victory' }), { id: 'bare' }] });
        const player = new Listener();
        const heard: string[] = [];
        for (let turn = 0; turn < 500; turn += 1) {
          const choice = chooseLine(
            lineRequest(source, {
              said: player.said,
              lastLines: player.lastLines,
              nowMs: turn * 1000,
              seed: seed + turn,
            }),
          );
          expect(player.lastLines).not.toContain(choice.lineId);
          player.hear(choice, turn * 1000);
          heard.push(choice.lineId);
        }
        for (let round = 0; round + count <= heard.length; round += count) {
          expect(new Set(heard.slice(round, round + count)).size).toBe(count);
        }
      }),
      { numRuns: 8 },
    );
  });

  it('never repeats within the last three while any four lines can be said, whatever happens', () => {
    const source = lineLibrary({
      en: [
        ...variants('win', 2, { event: 'player.victory' }),
        ...variants('proud', 3, { emotion: 'proud', weight: 90 }),
        ...variants('streak', 1, { event: 'player.victory', when: { winStreak: { gte: 3 } } }),
        { id: 'first', event: 'player.victory', once: true },
        { id: 'rare', cooldownSeconds: 60 },
        ...variants('bare', 4),
      ],
    });
    const turn = fc.record({
      eventType: fc.constantFrom('player.victory', 'player.kill', 'my.event'),
      emotion: fc.constantFrom<EmotionName>('proud', 'sad'),
      winStreak: fc.integer({ min: 0, max: 5 }),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(fc.array(turn, { minLength: 20, maxLength: 60 }), (turns) => {
        const player = new Listener();
        turns.forEach(({ eventType, emotion, winStreak, seed }, index) => {
          const nowMs = index * 5000;
          const { said, lastLines } = player;
          const choice = chooseLine(
            lineRequest(source, { eventType, emotion, said, lastLines, nowMs, seed, facts: factsFrom({ winStreak }) }),
          );
          expect(player.lastLines).not.toContain(choice.lineId);
          expect(choice.lineId === 'first' && player.said.has('first')).toBe(false);
          player.hear(choice, nowMs);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('goes down a level rather than repeat, and comes back', () => {
    const source = lineLibrary({ en: [...variants('win', 3, { event: 'player.victory' }), { id: 'bare' }] });
    const player = new Listener();
    const heard = Array.from({ length: 8 }, (_, turn) => {
      const { said, lastLines } = player;
      const choice = chooseLine(lineRequest(source, { said, lastLines, nowMs: turn, seed: turn }));
      player.hear(choice, turn);
      return choice.lineId;
    });
    expect(heard.map((id) => id.split('.')[0])).toEqual(['win', 'win', 'win', 'bare', 'win', 'win', 'win', 'bare']);
  });

  it('brings back one of the last three only when nothing else is left', () => {
    const source = lineLibrary({ en: [{ id: 'a' }, { id: 'b' }] });
    const said = new Map([
      ['a', { times: 1, lastSaidAt: 10 }],
      ['b', { times: 1, lastSaidAt: 20 }],
    ]);
    expect(chooseLine(lineRequest(source, { said, lastLines: ['b', 'a'] })).lineId).toBe('a');
  });

  it('prefers the line said longest ago among those said equally often', () => {
    const source = lineLibrary({ en: variants('bare', 3) });
    const said = new Map([
      ['bare.1', { times: 2, lastSaidAt: 300 }],
      ['bare.2', { times: 2, lastSaidAt: 100 }],
      ['bare.3', { times: 2, lastSaidAt: 200 }],
    ]);
    for (let seed = 0; seed < 20; seed += 1) {
      expect(chooseLine(lineRequest(source, { said, seed })).lineId).toBe('bare.2');
    }
  });
});

describe('cooldown and once', () => {
  it('keeps a line back until its cooldown has passed, to the millisecond', () => {
    const source = lineLibrary({
      en: [{ id: 'cooled', event: 'player.victory', cooldownSeconds: 60 }, { id: 'bare' }],
    });
    const said = new Map([['cooled', { times: 1, lastSaidAt: 1_000_000 }]]);
    expect(chooseLine(lineRequest(source, { said, nowMs: 1_059_999 })).lineId).toBe('bare');
    expect(chooseLine(lineRequest(source, { said, nowMs: 1_059_999 })).rejected).toEqual([
      { id: 'cooled', reason: 'on_cooldown' },
    ]);
    expect(chooseLine(lineRequest(source, { said, nowMs: 1_060_000 })).lineId).toBe('cooled');
  });

  it('says a once line once', () => {
    const source = lineLibrary({ en: [{ id: 'first', event: 'player.victory', once: true }, { id: 'bare' }] });
    expect(chooseLine(lineRequest(source)).lineId).toBe('first');
    const said = new Map([['first', { times: 1, lastSaidAt: 0 }]]);
    expect(chooseLine(lineRequest(source, { said, lastLines: ['bare', 'bare', 'bare'] })).lineId).toBe('bare');
  });
});
