import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  HELD_OUT,
  LabelledWorld,
  LANGUAGES,
  Measured,
  MEMORIES,
  TUNED,
  withTable,
  type LabelledQuestion,
} from '../support/labelled-recall.js';

jest.setTimeout(120_000);

const TABLE_FILE = 'docs/recall.md';
const HYBRIDS = ['hybrid, exact', 'hybrid, balanced'] as const;

let world: LabelledWorld;
let tuned: Measured;
let heldOut: Measured;

beforeAll(async () => {
  world = await LabelledWorld.start();
  tuned = await Measured.of(world, TUNED);
  heldOut = await Measured.of(world, HELD_OUT);
});

afterAll(async () => {
  await world?.close();
});

const unknownOf = (questions: readonly LabelledQuestion[]) => {
  const ids = new Set(MEMORIES.map(({ id }) => id));
  return questions.flatMap(({ right }) => right).filter((id) => !ids.has(id));
};

/** Overall and in each language. */
function expectAboveEachAlone(measured: Measured, method: (typeof HYBRIDS)[number]): void {
  for (const language of [undefined, ...LANGUAGES]) {
    const takes = (question: LabelledQuestion) => language === undefined || question.language === language;
    const { recall10 } = measured.figures(method, takes);
    expect(recall10).toBeGreaterThan(measured.figures('keywords alone', takes).recall10);
    expect(recall10).toBeGreaterThan(measured.figures('vectors alone', takes).recall10);
  }
}

describe('recall on the set it was tuned on', () => {
  it('has enough of it, and every right answer exists', () => {
    expect(MEMORIES.length).toBeGreaterThanOrEqual(300);
    expect(TUNED.length).toBeGreaterThanOrEqual(120);
    expect(unknownOf(TUNED)).toEqual([]);
  });

  it.each(HYBRIDS)('%s finds more than keywords or vectors alone', (method) => {
    expectAboveEachAlone(tuned, method);
  });

  it.each(HYBRIDS)('%s loses nothing that only keywords find', (method) => {
    expect(tuned.lostFromKeywords(method)).toEqual([]);
  });

  it.each([
    ['en', 'what is the capital of France'],
    ['en', 'zxqv blorp'],
    ['en', 'asdf'],
    ['zh', '量子力学的基本原理'],
    ['ja', '確定申告の締め切り'],
  ])('has nothing relevant to say in %s to “%s”', async (language, text) => {
    const [weakest] = await world.rank(language, text, 'balanced');
    const [sure] = await world.rank(language, TUNED.find((each) => each.language === language)!.question, 'balanced');
    expect(weakest?.score ?? 0).toBeLessThan(0.5);
    expect(sure!.score).toBeGreaterThan(0.55);
    expect((await world.rank(language, text, 'exact'))[0]?.score ?? 0).toBeLessThan(0.3);
  });
});

describe('recall on the held-out set', () => {
  it('has thirty questions in each language, three of them without an answer, and none of the other set', () => {
    for (const language of LANGUAGES) {
      const questions = HELD_OUT.filter((each) => each.language === language);
      expect(questions).toHaveLength(30);
      expect(questions.filter(({ right }) => right.length === 0)).toHaveLength(3);
    }
    expect(unknownOf(HELD_OUT)).toEqual([]);
    const known = new Set(TUNED.map(({ question }) => question));
    expect(HELD_OUT.filter(({ question }) => known.has(question))).toEqual([]);
  });

  it.each(HYBRIDS)('%s finds more than keywords or vectors alone', (method) => {
    expectAboveEachAlone(heldOut, method);
  });

  it.each(HYBRIDS)('%s loses of what only keywords find no more than docs/recall.md tells', (method) => {
    expect(heldOut.lostFromKeywords(method)).toEqual(['羅針盤は二つあるはずだけど、どこで手に入れた？ ja-9.5']);
  });

  it('gives no relevance to anything for most questions that nothing answers', async () => {
    const unanswerable = HELD_OUT.filter(({ right }) => right.length === 0);
    const answered: string[] = [];
    for (const { language, question } of unanswerable) {
      if ((await world.rank(language, question, 'exact')).length > 0) answered.push(question);
    }
    expect(answered.length).toBeLessThan(unanswerable.length / 2);
  });
});

it('has its figures in the docs (AGL_WRITE_RECALL_TABLE=1 writes them)', () => {
  let document = readFileSync(TABLE_FILE, 'utf8');
  if (process.env['AGL_WRITE_RECALL_TABLE'] === '1') {
    document = withTable(document, 'The set it was tuned on', tuned.table());
    document = withTable(document, 'The held-out set', heldOut.table());
    document = withTable(document, 'By kind of question', heldOut.tableOfKinds());
    writeFileSync(TABLE_FILE, document);
  }
  for (const table of [tuned.table(), heldOut.table(), heldOut.tableOfKinds()]) expect(document).toContain(table);
});
