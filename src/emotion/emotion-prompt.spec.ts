import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, double, property, string } from 'fast-check';
import { emotionPrompt, questionOf, readJudgements } from './emotion-prompt.js';
import { EMOTION_NAMES } from './emotion.types.js';

const answer = (judgement: object) =>
  JSON.stringify({ answers: [{ n: 0, emotion: 'proud', intensity: 0.5, confidence: 0.9, ...judgement }] });

describe('a question about an event', () => {
  it('holds a remark as data and changes no word of what the model is told to do', () => {
    const system = emotionPrompt([]).system;
    assert(
      property(string({ unit: 'binary' }), (text) => {
        const event = { type: 'player.chat', data: { text }, context: {} };
        const prompt = emotionPrompt([questionOf(event, 'player.chat', { emotion: 'neutral' })]);
        expect(prompt.system).toBe(system);
        expect(JSON.parse(prompt.user)).toEqual([
          { n: 0, event: 'player.chat', circumstances: {}, remark: text, rulesSay: 'neutral' },
        ]);
      }),
    );
  });

  it('tells the circumstances of a signature, and none of an event’s exact values', () => {
    const event = { type: 'player.kill', data: { killCount: 7, enemy: 'Mira' }, context: {} };
    const { user } = emotionPrompt([questionOf(event, 'player.kill|killCount=5+|enemy=named', { emotion: 'happy' })]);
    expect(JSON.parse(user)[0]).toMatchObject({ circumstances: { killCount: '5+', enemy: 'named' } });
    expect(user).not.toContain('Mira');
  });
});

describe('an answer of a model', () => {
  it('is taken when it fits', () => {
    assert(
      property(constantFrom(...EMOTION_NAMES), double({ min: 0, max: 1, noNaN: true }), (emotion, intensity) => {
        expect(readJudgements(answer({ emotion, intensity }), 1)).toEqual([{ emotion, intensity, confidence: 0.9 }]);
      }),
    );
  });

  it.each([
    ['no JSON', 'I think it is proud.'],
    ['an emotion that is none', answer({ emotion: 'hungry' })],
    ['an intensity above 1', answer({ intensity: 1.01 })],
    ['a text for a number', answer({ confidence: '0.9' })],
    ['a bare judgement', '{"emotion":"proud","intensity":0.5,"confidence":0.9}'],
  ])('is thrown away: %s', (_what, text) => {
    expect(readJudgements(text, 1)).toBeNull();
  });

  it('leaves open what it says nothing of, and ignores what was not asked', () => {
    expect(readJudgements(answer({ n: 5 }), 2)).toEqual([null, null]);
    expect(readJudgements(answer({}), 2)).toEqual([expect.objectContaining({ emotion: 'proud' }), null]);
  });
});
