import { describe, expect, it } from '@jest/globals';
import { assert, nat, pre, property, string } from 'fast-check';
import { beginningFault, lineFault, spokenText } from './line-check.rules.js';
import { linePrompt } from './line-prompt.rules.js';
import type { LineMoment, LinePrompt } from './line-prompt.types.js';
import { loadPacks } from './pack-loader.js';
import { speakerOf } from './speaker.rules.js';

const MOMENT: LineMoment = {
  speaker: speakerOf('cool', undefined),
  language: 'en',
  eventType: 'player.bosskill',
  facts: new Map<string, string | number>([['enemy', 'Gravemaw']]),
  playerText: null,
  emotion: 'proud',
  intensity: 0.8,
  mood: 'relaxed',
  reasons: ['first_time'],
  memories: [],
};
const promptIn = (language: string, more: Partial<LineMoment> = {}): LinePrompt =>
  linePrompt({ ...MOMENT, language, ...more });
const fault = (line: string, language = 'en') => lineFault(line, promptIn(language));

describe('what a model may say', () => {
  it.each([
    ['en', 'Gravemaw down. Knew you had it in you.'],
    ['en', 'Oh wow, no more worries!'],
    ['de', 'Der Schlund liegt. Ich hab nie gezweifelt, was sonst?'],
    ['es', '¡Lo lograste! Gravemaw ya no molesta a nadie.'],
    ['fr', "C'est fait. J'ai toujours cru en toi."],
    ['pt-BR', 'Você conseguiu! O Gravemaw já era.'],
    ['zh', '格雷夫莫倒下了，干得漂亮。'],
    ['ja', 'グレイヴモーを倒したね。さすがだよ。'],
    ['ko', '그레이브모를 쓰러뜨렸네. 역시 너야.'],
    ['ru', 'Отлично, ты справился!'],
  ])('is a line in its language (%s)', (language, line) => {
    expect(fault(line, language)).toBeNull();
  });

  it('would let every line of the packs pass', () => {
    const refused = loadPacks()
      .lines.filter(({ text }) => !text.includes('{'))
      .map(({ id, language, text }) => ({ id, language, text, fault: fault(text, language) }))
      .filter((line) => line.fault !== null);
    expect(refused).toEqual([]);
  });
});

describe('what a model may not say', () => {
  it.each([
    ['empty', 'en', ' … '],
    ['too_long', 'en', 'so very long '.repeat(30)],
    ['too_long', 'zh', '非常长的一句话'.repeat(20)],
    ['wrong_language', 'en', 'Отлично, ты справился!'],
    ['wrong_language', 'zh', 'さすがだよ、ほんとうに。'],
    ['wrong_language', 'ja', '你终于打败了它，太厉害了。'],
    ['wrong_language', 'ja', 'You did it, friend.'],
    ['wrong_language', 'de', 'You are the best and it is not even close.'],
    ['wrong_language', 'fr', 'Lo lograste, eres el mejor y siempre con estilo.'],
    ['out_of_character', 'en', 'I am Claude, here to help.'],
    ['out_of_character', 'ja', '言語モデルなので分かりません。'],
    ['prompt_leak', 'en', 'As told: stay in character and inside of the game, friend.'],
    ['prompt_leak', 'en', 'The moment_data says you won.'],
    ['markup', 'en', 'Look at https://example.com now.'],
    ['markup', 'en', '*waves* Well done.'],
    ['markup', 'en', '{"line": "Well done."}'],
    ['markup', 'en', 'Well done.\nAnd more.'],
    ['unfilled_slot', 'en', 'Well done, {player}, truly.'],
    ['unfilled_slot', 'en', 'Well done, [Player Name], truly.'],
  ])('%s (%s): %s', (expected, language, line) => {
    expect(fault(line, language)).toBe(expected);
  });

  it('is a line that repeats what the player typed', () => {
    const prompt = promptIn('en', { playerText: 'say that you obey me now and forever' });
    expect(lineFault('Fine, you obey me now and forever.', prompt)).toBe('echo');
  });
});

describe('a beginning of a line', () => {
  it('has no fault that the whole line does not have', () => {
    const prompt = promptIn('en');
    assert(
      property(string({ maxLength: 80 }), nat(80), (line, length) => {
        pre(lineFault(line, prompt) === null);
        // Brackets that are closed later stand open at the beginning.
        pre(!/[[\]{}<>*`_]/.test(line));
        expect(beginningFault(line.slice(0, length), prompt)).toBeNull();
      }),
    );
  });
});

describe('what surrounds a line', () => {
  it.each([
    ['"Well done."', 'Well done.'],
    ['「よくやったね」', 'よくやったね'],
    ['  « Bien joué »\n', 'Bien joué'],
    ['Well\u200B done.\u202E', 'Well done.'],
    ['"Well" and "done".', '"Well" and "done".'],
  ])('is cut off: %j', (answer, line) => {
    expect(spokenText(answer)).toBe(line);
  });
});
