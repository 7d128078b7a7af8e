import { readFileSync } from 'node:fs';
import { scoreBm25 } from '../../src/memories/bm25.rules.js';
import type { RecalledMemory, RecallMode } from '../../src/memories/memory.types.js';
import { RecallService } from '../../src/memories/recall.service.js';
import { VECTOR_FLOOR } from '../../src/memories/recall.tables.js';
import { extractIndexTerms, extractQueryTerms } from '../../src/memories/terms.rules.js';
import { cosine } from '../../src/memories/vector.rules.js';
import { EMBEDDING_PROVIDER, type EmbeddingProvider } from '../../src/providers/embedding/embedding.port.js';
import { FixedClock, startApp, type TestApp } from './app.js';

interface LabelledMemory {
  readonly id: string;
  readonly language: string;
  readonly at: string;
  readonly content: string;
}

export interface LabelledQuestion {
  readonly language: string;
  readonly question: string;
  /** Ids of the memories that answer it; empty when none does. */
  readonly right: readonly string[];
  /** What is hard about it; the held-out set has it. */
  readonly kind?: string;
}

export const LANGUAGES = ['en', 'zh', 'ja'] as const;
export const METHODS = ['keywords alone', 'vectors alone', 'hybrid, exact', 'hybrid, balanced'] as const;
export type Method = (typeof METHODS)[number];

/** By method, for each question the ids found, best first, ten at most. */
export type Found = ReadonlyMap<Method, readonly (readonly string[])[]>;

const NOW = new Date('2026-04-01T20:00:00Z');
/** Somewhere between content and neutral, as the mood of most companions is. */
const MOOD = { pleasure: 0.2, arousal: 0.1, dominance: 0.1 };
/** What a search answers when it is not told how many; in `balanced` mode a longer list has another first ten. */
const LENGTH = 10;

const linesOf = <Row>(name: string): Row[] =>
  readFileSync(`test/fixtures/${name}.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

export const MEMORIES = linesOf<LabelledMemory>('recall-memories');
export const TUNED = linesOf<LabelledQuestion>('recall-questions');
export const HELD_OUT = linesOf<LabelledQuestion>('recall-questions-held-out');

/** The program with the labelled memories of three players in it, who speak a language each. */
export class LabelledWorld {
  private readonly playerOf = new Map<string, string>();
  private readonly labelOf = new Map<string, string>();

  private constructor(private readonly app: TestApp) {}

  static async start(): Promise<LabelledWorld> {
    const clock = new FixedClock(NOW);
    const app = await startApp({ clock });
    const world = new LabelledWorld(app);
    const game = await app.createGame();
    for (const language of LANGUAGES) world.playerOf.set(language, (await app.createPlayer(game, { language })).id);
    for (const { id, language, at, ...memory } of MEMORIES) {
      clock.time = new Date(at);
      const { body } = await app
        .as(game.apiKey)
        .post(`/players/${world.playerOf.get(language)}/memories`)
        .send(memory)
        .expect(201);
      world.labelOf.set(body.id, id);
    }
    clock.time = NOW;
    return world;
  }

  async close(): Promise<void> {
    await this.app.close();
  }

  /** What the search answers a question of one player by; ids are the labels. */
  async rank(language: string, text: string, mode: RecallMode): Promise<readonly RecalledMemory[]> {
    const recall = this.app.nest.get(RecallService);
    const playerId = this.playerOf.get(language)!;
    const state = (await recall.state(playerId))!;
    const question = { playerId, state, text, mode, limit: LENGTH, filter: {}, mood: MOOD, now: NOW };
    const { ranked } = await recall.rank(question);
    return ranked.map((memory) => ({ ...memory, id: this.labelOf.get(memory.id)! }));
  }

  async find(questions: readonly LabelledQuestion[]): Promise<Found> {
    const embedder = this.app.nest.get<EmbeddingProvider>(EMBEDDING_PROVIDER);
    return new Map<Method, readonly (readonly string[])[]>([
      ['keywords alone', questions.map(byKeywords)],
      ['vectors alone', await byVectors(embedder, questions)],
      ['hybrid, exact', await this.byHybrid(questions, 'exact')],
      ['hybrid, balanced', await this.byHybrid(questions, 'balanced')],
    ]);
  }

  private async byHybrid(questions: readonly LabelledQuestion[], mode: RecallMode): Promise<string[][]> {
    const lists: string[][] = [];
    for (const { language, question } of questions) {
      lists.push((await this.rank(language, question, mode)).map(({ id }) => id));
    }
    return lists;
  }
}

function best(memories: readonly LabelledMemory[], scores: ArrayLike<number>, above = 0): string[] {
  return [...memories.keys()]
    .filter((i) => scores[i]! > above)
    .toSorted((a, b) => scores[b]! - scores[a]!)
    .slice(0, LENGTH)
    .map((i) => memories[i]!.id);
}

function byKeywords({ language, question }: LabelledQuestion): string[] {
  const memories = MEMORIES.filter((memory) => memory.language === language);
  const documents = memories.map(({ content }) => ({ terms: extractIndexTerms(content) }));
  return best(memories, scoreBm25(documents, extractQueryTerms(question), { totalDocuments: memories.length }));
}

async function byVectors(embedder: EmbeddingProvider, questions: readonly LabelledQuestion[]): Promise<string[][]> {
  const vectors = await embedder.embed(MEMORIES.map(({ content }) => content));
  const asked = await embedder.embed(questions.map(({ question }) => question));
  return questions.map(({ language }, q) => {
    const memories = MEMORIES.filter((memory) => memory.language === language);
    const scores = memories.map((memory) => cosine(asked[q]!, vectors[MEMORIES.indexOf(memory)]!));
    return best(memories, scores, VECTOR_FLOOR.lexical);
  });
}

/** Means over some questions. */
export interface Figures {
  readonly questions: number;
  readonly recall5: number;
  readonly recall10: number;
  readonly mrr: number;
}

/** Questions that have an answer, and what each method found for them. */
export class Measured {
  private constructor(
    readonly questions: readonly LabelledQuestion[],
    private readonly found: Found,
  ) {}

  static async of(world: LabelledWorld, questions: readonly LabelledQuestion[]): Promise<Measured> {
    const answerable = questions.filter(({ right }) => right.length > 0);
    return new Measured(answerable, await world.find(answerable));
  }

  /** Means over the questions that a test takes, or over all. */
  figures(method: Method, takes: (question: LabelledQuestion) => boolean = () => true): Figures {
    const rows = this.questions.flatMap((question, q) =>
      takes(question) ? [{ right: question.right, list: this.found.get(method)![q]! }] : [],
    );
    const mean = (valueOf: (row: (typeof rows)[number]) => number) =>
      rows.reduce((sum, row) => sum + valueOf(row), 0) / rows.length;
    const recallAt = (most: number) =>
      mean(({ right, list }) => right.filter((id) => list.slice(0, most).includes(id)).length / right.length);
    return {
      questions: rows.length,
      recall5: recallAt(5),
      recall10: recallAt(10),
      mrr: mean(({ right, list }) => {
        const place = list.findIndex((id) => right.includes(id));
        return place < 0 ? 0 : 1 / (place + 1);
      }),
    };
  }

  /** Right answers that keywords find, vectors do not, and a method has lost. */
  lostFromKeywords(method: Method): string[] {
    return this.questions.flatMap(({ question, right }, q) => {
      const has = (one: Method, id: string) => this.found.get(one)![q]!.includes(id);
      return right
        .filter((id) => has('keywords alone', id) && !has('vectors alone', id) && !has(method, id))
        .map((id) => `${question} ${id}`);
    });
  }

  /** As it stands in the docs: each method over all questions and by language. */
  table(): string {
    const rows = METHODS.flatMap((method) =>
      [undefined, ...LANGUAGES].map((language) => {
        const figures = this.figures(method, (question) => language === undefined || question.language === language);
        const { recall5, recall10, mrr } = figures;
        return [method, language ?? 'all', ...[recall5, recall10, mrr].map((value) => value.toFixed(3))];
      }),
    );
    return formatTable([['method', 'language', 'recall@5', 'recall@10', 'MRR'], ...rows]);
  }

  /** Recall@10 of each method by the kind of question. */
  tableOfKinds(): string {
    const kinds = [...new Set(this.questions.map(({ kind }) => kind!))];
    const rows = kinds.map((kind) => {
      const figures = METHODS.map((method) => this.figures(method, (question) => question.kind === kind));
      return [kind, `${figures[0]!.questions}`, ...figures.map(({ recall10 }) => recall10.toFixed(3))];
    });
    return formatTable([['kind', 'questions', ...METHODS], ...rows]);
  }
}

function formatTable(rows: readonly string[][]): string {
  const [head, ...body] = rows;
  const widths = head!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lineOf = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lineOf(head!), rule, ...body.map(lineOf)].join('\n');
}

/** A document with another table in place of the first one below a heading. */
export function withTable(document: string, heading: string, table: string): string {
  const start = document.indexOf(`# ${heading}\n`);
  if (start < 0) throw new RangeError(`there is no heading ${heading}`);
  return document.slice(0, start) + document.slice(start).replace(/^\|[^]*?\|\n(?!\|)/m, () => `${table}\n`);
}
