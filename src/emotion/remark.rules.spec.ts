import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { foldText, readRemark } from './remark.rules.js';
import { REMARK_KINDS } from './remark.tables.js';

const remarkKindOf = (text: string) => readRemark(foldText(text)).kind;

describe('what a remark is', () => {
  it.each([
    ["I don't want to die here", null],
    ['想死你了', null],
    ['不想死', null],
    ['죽고 싶지 않아', null],
    ['死にたくない', null],
    ['no quiero morir', null],
    ['my dog is cute', null],
    ['the dead rise again', null],
    ['I died again', null],
    ['this morning was fine', null],
    ['yo creo que si', null],
    ['we have to go to the castle', null],
    ['see you at the gate', null],
    ["don't give up, they said", null],
    ['sadly', null],
    ['vete al bosque', null],
    ["I can't do this anymore", 'quit'],
    ['他们赢了', null],
    ['Não aguento mais', 'quit'],
    ['nao aguento mais', 'quit'],
    ['Tschüß!', 'farewell'],
    ['tschuess', 'farewell'],
    ['hey, shut up', 'insult'],
    ['hello! my mom passed away', 'loss'],
    ['my sister died and now I want to die', 'crisis'],
  ])('%s: %s', (text, kind) => {
    expect(remarkKindOf(text)).toBe(kind);
  });

  it('is one of the kinds, or nothing, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect([null, ...REMARK_KINDS]).toContain(remarkKindOf(text));
      }),
    );
  });
});
