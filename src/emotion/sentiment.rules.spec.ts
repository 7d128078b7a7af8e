import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { EMOTIONS } from './emotion.tables.js';
import { readSentiment } from './sentiment.rules.js';

function trust(text: string): number {
  return readSentiment(text).confidence;
}

describe('the feeling in a remark', () => {
  it.each([
    ['that was so much fun', 'happy'],
    ['Thanks for the carry', 'grateful'],
    ['ugh stuck on this boss again', 'frustrated'],
    ['I HATE this map', 'angry'],
    ['i am tired, bedtime', 'tired'],
    ['lost again :(', 'sad'],
    ['phew', 'relieved'],
    ['我好开心', 'happy'],
    ['谢谢你', 'grateful'],
    ['气死我了', 'angry'],
    ['今天好累', 'tired'],
    ['有点担心', 'worried'],
    ['玩得不错', 'happy'],
    ['嬉しい！', 'happy'],
    ['ありがとう', 'grateful'],
    ['悔しいなあ', 'frustrated'],
    ['もう疲れた', 'tired'],
    ['ちょっと怖い', 'worried'],
    ['このゲームつまらない', 'disappointed'],
    ['진짜 재밌다', 'happy'],
    ['짜증나', 'frustrated'],
    ['Estoy muy cansado', 'tired'],
    ['Obrigada!', 'grateful'],
    ['Ich bin so müde', 'tired'],
    ["J'ai peur", 'worried'],
  ])('%s: %s', (text, emotion) => {
    expect(readSentiment(text).emotion).toBe(emotion);
  });

  it.each([
    ['I am not happy', 'disappointed'],
    ["I don't enjoy this", 'disappointed'],
    ['no worries', 'satisfied'],
    ['我不开心', 'disappointed'],
    ['我不太高兴', 'disappointed'],
    ['别担心', 'satisfied'],
    ['楽しくない', 'disappointed'],
    ['心配じゃない', 'satisfied'],
    ['안 좋아', 'disappointed'],
    ['무섭지 않아', 'satisfied'],
    ['ich bin nicht traurig', 'satisfied'],
    ['no estoy feliz', 'disappointed'],
    ['não estou triste', 'satisfied'],
    ['je ne suis pas triste', 'satisfied'],
  ])('a negated feeling is a mild opposite: %s: %s', (text, emotion) => {
    const { emotion: felt, desirability } = readSentiment(text);
    expect(felt).toBe(emotion);
    expect(Math.abs(desirability)).toBeLessThan(0.4);
  });

  it('a negation ends with its clause', () => {
    expect(readSentiment('no! i hate this').emotion).toBe('angry');
  });

  it('is stronger when it is stressed or said again', () => {
    const plain = readSentiment('happy').desirability;
    expect(readSentiment('happy!').desirability).toBeGreaterThan(plain);
    expect(readSentiment('very happy').desirability).toBeGreaterThan(plain);
    expect(readSentiment('好開心').desirability).toBeLessThan(readSentiment('超開心').desirability);
    expect(readSentiment('happy and glad').desirability).toBeGreaterThan(plain);
  });

  it('is trusted more when words agree, less when they do not, least without any', () => {
    expect(trust('happy, glad')).toBeGreaterThan(trust('happy'));
    expect(trust('happy but sad')).toBeLessThan(trust('happy'));
    expect(trust('see you at the gate')).toBeLessThan(trust('happy but sad'));
  });

  it('does not hear feelings inside of other words', () => {
    for (const text of ['the funnel is made of madness', 'shine', 'unit', '']) {
      expect(readSentiment(text).emotion).toBeNull();
    }
  });

  it('is bounded, and has the sign of its emotion, for any text', () => {
    const words = fc.constantFrom(
      'not',
      'happy',
      'hate',
      '开心',
      '不',
      '嬉し',
      'くない',
      '!',
      ' ',
      ':(',
      '怖い',
      "don't ",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.array(words).map((list) => list.join('')),
        ),
        (text) => {
          const { emotion, desirability, confidence } = readSentiment(text);
          expect(Math.abs(desirability)).toBeLessThanOrEqual(1);
          expect(Math.sign(desirability)).toBe(emotion === null ? 0 : Math.sign(EMOTIONS[emotion].pleasure));
          expect(confidence).toBeLessThanOrEqual(0.7);
        },
      ),
    );
  });
});
