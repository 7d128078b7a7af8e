import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { scoreBm25 } from '../../src/memories/bm25.rules.js';
import { RecallService } from '../../src/memories/recall.service.js';
import { VECTOR_FLOOR } from '../../src/memories/recall.tables.js';
import { extractIndexTerms, extractQueryTerms } from '../../src/memories/terms.rules.js';
import { cosine } from '../../src/memories/vector.rules.js';
import { EMBEDDING_PROVIDER, type EmbeddingProvider } from '../../src/providers/embedding/embedding.port.js';
import { FixedClock, startApp, type TestApp } from '../support/app.js';

jest.setTimeout(120_000);

interface LabelledMemory {
  readonly id: string;
  readonly language: string;
  readonly at: string;
  readonly content: string;
}

interface LabelledQuestion {
  readonly language: string;
  readonly question: string;
  readonly right: readonly string[];
}

const linesOf = <Row>(name: string): Row[] =>
  readFileSync(`test/fixtures/${name}.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
const MEMORIES = linesOf<LabelledMemory>('recall-memories');
const QUESTIONS = linesOf<LabelledQuestion>('recall-questions');
const LANGUAGES = ['en', 'zh', 'ja'] as const;
const METHODS = ['keywords alone', 'vectors alone', 'hybrid, exact', 'hybrid, balanced'] as const;
type Method = (typeof METHODS)[number];

const TABLE_FILE = 'docs/recall.md';
const NOW = new Date('2026-04-01T20:00:00Z');
/** Somewhere between content and neutral, as the mood of most companions is. */
const MOOD = { pleasure: 0.2, arousal: 0.1, dominance: 0.1 };

let app: TestApp;
/** By method, for each question the labels found, best first, twenty at most. */
const found = new Map<Method, string[][]>();
const playerOf = new Map<string, string>();
const labelOf = new Map<string, string>();
let rank: (
  language: string,
  text: string,
  mode: 'exact' | 'balanced',
) => Promise<readonly { id: string; score: number }[]>;

beforeAll(async () => {
  const clock = new FixedClock(NOW);
  app = await startApp({ clock });
  const game = await app.createGame();
  for (const language of LANGUAGES) playerOf.set(language, (await app.createPlayer(game, { language })).id);
  for (const { id, language, at, ...memory } of MEMORIES) {
    clock.time = new Date(at);
    const { body } = await app
      .as(game.apiKey)
      .post(`/players/${playerOf.get(language)}/memories`)
      .send(memory)
      .expect(201);
    labelOf.set(body.id, id);
  }
  clock.time = NOW;
  const recall = app.nest.get(RecallService);
  rank = async (language, text, mode) => {
    const playerId = playerOf.get(language)!;
    const state = (await recall.state(playerId))!;
    const { ranked } = await recall.rank({
      playerId,
      state,
      text,
      mode,
      limit: 20,
      filter: {},
      mood: MOOD,
      now: NOW,
    });
    return ranked;
  };
  const hybrid = async (mode: 'exact' | 'balanced') => {
    const lists: string[][] = [];
    for (const { language, question } of QUESTIONS) {
      lists.push((await rank(language, question, mode)).map(({ id }) => labelOf.get(id)!));
    }
    return lists;
  };
  found.set('keywords alone', QUESTIONS.map(byKeywords));
  found.set('vectors alone', await byVectors(app.nest.get<EmbeddingProvider>(EMBEDDING_PROVIDER)));
  found.set('hybrid, exact', await hybrid('exact'));
  found.set('hybrid, balanced', await hybrid('balanced'));
});

afterAll(async () => {
  await app?.close();
});

function best(memories: readonly LabelledMemory[], scores: ArrayLike<number>, above = 0): string[] {
  return [...memories.keys()]
    .filter((i) => scores[i]! > above)
    .toSorted((a, b) => scores[b]! - scores[a]!)
    .slice(0, 20)
    .map((i) => memories[i]!.id);
}

function byKeywords({ language, question }: LabelledQuestion): string[] {
  const memories = MEMORIES.filter((memory) => memory.language === language);
  const documents = memories.map(({ content }) => ({ terms: extractIndexTerms(content) }));
  return best(memories, scoreBm25(documents, extractQueryTerms(question), { totalDocuments: memories.length }));
}

async function byVectors(embedder: EmbeddingProvider): Promise<string[][]> {
  const vectors = await embedder.embed(MEMORIES.map(({ content }) => content));
  const questions = await embedder.embed(QUESTIONS.map(({ question }) => question));
  return QUESTIONS.map(({ language }, q) => {
    const memories = MEMORIES.filter((memory) => memory.language === language);
    const scores = memories.map((memory) => cosine(questions[q]!, vectors[MEMORIES.indexOf(memory)]!));
    return best(memories, scores, VECTOR_FLOOR.lexical);
  });
}

interface Figures {
  readonly recall5: number;
  readonly recall10: number;
  readonly mrr: number;
}

/** Means over the questions of a language, or of all. */
function figuresOf(method: Method, language?: string): Figures {
  const rows = QUESTIONS.flatMap((question, q) =>
    language === undefined || question.language === language
      ? [{ right: question.right, list: found.get(method)![q]! }]
      : [],
  );
  const mean = (valueOf: (row: (typeof rows)[number]) => number) =>
    rows.reduce((sum, row) => sum + valueOf(row), 0) / rows.length;
  const recallAt = (most: number) =>
    mean(({ right, list }) => right.filter((id) => list.slice(0, most).includes(id)).length / right.length);
  return {
    recall5: recallAt(5),
    recall10: recallAt(10),
    mrr: mean(({ right, list }) => {
      const place = list.findIndex((id) => right.includes(id));
      return place < 0 ? 0 : 1 / (place + 1);
    }),
  };
}

function table(): string {
  const rows = METHODS.flatMap((method) =>
    [undefined, ...LANGUAGES].map((language) => {
      const { recall5, recall10, mrr } = figuresOf(method, language);
      return [method, language ?? 'all', ...[recall5, recall10, mrr].map((value) => value.toFixed(3))];
    }),
  );
  const all = [['method', 'language', 'recall@5', 'recall@10', 'MRR'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const lineOf = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lineOf(all[0]!), rule, ...rows.map(lineOf)].join('\n');
}

describe('recall on the labelled set', () => {
  it('has enough of it, and every right answer exists', () => {
    const ids = new Set(MEMORIES.map(({ id }) => id));
    expect(MEMORIES.length).toBeGreaterThanOrEqual(300);
    expect(QUESTIONS.length).toBeGreaterThanOrEqual(120);
    expect(QUESTIONS.flatMap(({ right }) => right).filter((id) => !ids.has(id))).toEqual([]);
  });

  it.each(['hybrid, exact', 'hybrid, balanced'] as const)('%s finds more than keywords or vectors alone', (method) => {
    for (const language of [undefined, ...LANGUAGES]) {
      const { recall10 } = figuresOf(method, language);
      expect(recall10).toBeGreaterThan(figuresOf('keywords alone', language).recall10);
      expect(recall10).toBeGreaterThan(figuresOf('vectors alone', language).recall10);
    }
  });

  it.each(['hybrid, exact', 'hybrid, balanced'] as const)('%s loses nothing that only keywords find', (method) => {
    const lost = QUESTIONS.flatMap(({ question, right }, q) => {
      const by = (one: Method) => found.get(one)![q]!.slice(0, 10);
      const onlyKeywords = right.filter(
        (id) => by('keywords alone').includes(id) && !found.get('vectors alone')![q]!.includes(id),
      );
      return onlyKeywords.filter((id) => !by(method).includes(id)).map((id) => `${question} ${id}`);
    });
    expect(lost).toEqual([]);
  });

  it.each([
    ['en', 'what is the capital of France'],
    ['en', 'zxqv blorp'],
    ['en', 'asdf'],
    ['zh', '量子力学的基本原理'],
    ['ja', '確定申告の締め切り'],
  ])('has nothing relevant to say in %s to “%s”', async (language, text) => {
    const [weakest] = await rank(language, text, 'balanced');
    const [sure] = await rank(language, QUESTIONS.find((each) => each.language === language)!.question, 'balanced');
    expect(weakest?.score ?? 0).toBeLessThan(0.5);
    expect(sure!.score).toBeGreaterThan(0.55);
    expect((await rank(language, text, 'exact'))[0]?.score ?? 0).toBeLessThan(0.3);
  });

  it('has its figures in the docs (AGL_WRITE_RECALL_TABLE=1 writes them)', () => {
    const document = readFileSync(TABLE_FILE, 'utf8');
    if (process.env['AGL_WRITE_RECALL_TABLE'] === '1') {
      writeFileSync(TABLE_FILE, document.replace(/^\| method[^]*?\|\n(?!\|)/m, `${table()}\n`));
    }
    expect(readFileSync(TABLE_FILE, 'utf8')).toContain(table());
  });
});
