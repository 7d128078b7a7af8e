import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { EmotionName, Pad } from '../emotion/emotion.types.js';
import { embedText } from '../providers/embedding/local-embedder.js';
import type { MemoryCandidate } from './memory.types.js';
import { hoursSince, moodCongruence, scoreRecall } from './recall.rules.js';
import type { RecallQuery } from './recall.rules.js';
import { extractIndexTerms, extractTerms } from './terms.rules.js';
import { cosine } from './vector.rules.js';

const NOW = Date.UTC(2026, 0, 31);
const HOUR = 3_600_000;
const JOY: Pad = { pleasure: 0.8, arousal: 0.5, dominance: 0.4 };
const GRIEF: Pad = { pleasure: -0.7, arousal: -0.3, dominance: -0.4 };
const NEUTRAL: Pad = { pleasure: 0, arousal: 0, dominance: 0 };
const padOf = (emotion: EmotionName): Pad => (emotion === 'happy' ? JOY : emotion === 'sad' ? GRIEF : NEUTRAL);

function memory(id: string, content: string, more: Partial<MemoryCandidate> = {}): MemoryCandidate {
  return {
    id,
    type: 'combat',
    content,
    emotion: null,
    importance: 0.5,
    terms: extractIndexTerms(content),
    strength: 0,
    pinned: false,
    // A day apart, so that nothing is a neighbour unless a test says so.
    createdAt: NOW - 24 * HOUR * (1 + Number(id.replace(/\D/g, '') || 0)),
    lastRecalledAt: null,
    ...more,
  };
}

function recall(candidates: readonly MemoryCandidate[], question: string, more: Partial<RecallQuery> = {}) {
  const vector = embedText(question, 512);
  return scoreRecall(candidates, {
    queryTerms: extractTerms(question),
    relevanceById: new Map(candidates.map(({ id, content }) => [id, cosine(embedText(content, 512), vector)])),
    totalDocuments: candidates.length,
    nowMs: NOW,
    mood: null,
    padOf,
    mode: 'balanced',
    limit: 10,
    ...more,
  });
}

const WORLD = [
  memory('1', 'Victory: won a match with a 5-win streak, as MVP.'),
  memory('2', 'Found the legendary Dragonfang Blade.'),
  memory('3', 'Boss kill: defeated the boss Ignis, for the first time.'),
  memory('4', 'The player said: “I hate spiders”.'),
  memory('5', '第一次击败了巨龙首领，获得传说级战利品。'),
  memory('6', '团队胜利：和队友一起赢得了比赛。'),
  memory('7', '初めてボス「炎竜」を倒した。'),
  memory('8', '伝説級の剣を手に入れた。'),
];

describe('scoreRecall', () => {
  it.each([
    ['when did we win as MVP?', '1'],
    ['legendary sword dragonfang', '2'],
    ['what was the first boss we defeated', '3'],
    ['spider', '4'],
    ['dragonfnag', '2'],
    ['传说级战利品', '5'],
    ['和队友赢得比赛', '6'],
    ['ボスを倒した', '7'],
    ['剣', '8'],
    ['龙', '5'],
  ])('answers %p in either mode', (question, id) => {
    expect(recall(WORLD, question)[0]?.id).toBe(id);
    expect(recall(WORLD, question, { mode: 'exact' })[0]?.id).toBe(id);
  });

  it('never loses a memory that only the keywords found', () => {
    const words = ['dragon', 'sword', 'boss', 'quest', 'team'];
    const texts = fc.array(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 19,
    });
    fc.assert(
      fc.property(texts, fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 19 }), (all, cosines) => {
        const found = memory('0', 'the hidden shrine');
        const others = all.map((each, i) => memory(String(i + 1), each.join(' '), { importance: 1 }));
        const relevanceById = new Map(others.map(({ id }, i) => [id, cosines[i] ?? 0]));
        for (const mode of ['balanced', 'exact'] as const) {
          const hits = recall([found, ...others], 'where is the shrine', { relevanceById, mode, limit: 20 });
          expect(hits.map(({ id }) => id)).toContain('0');
        }
      }),
    );
  });

  it('keeps the right answer on the list, however important, fresh and fitting the others are', () => {
    const right = memory('99', 'Met the blind smith Oda.', { importance: 0, createdAt: NOW - 9_000 * HOUR });
    const loud = Array.from({ length: 60 }, (_, i) =>
      memory(`${i}`, `Met a merchant, number ${i}`, { importance: 1, emotion: 'happy', createdAt: NOW - i * HOUR }),
    );
    for (const limit of [1, 3, 10]) {
      const hits = recall([...loud, right], 'who was the blind smith we met', { mood: JOY, limit });
      expect(hits.map(({ id }) => id)).toContain('99');
    }
  });

  it('puts the more important, the fresher and the better fitting first among equals', () => {
    const same = 'Won a match.';
    const dull = memory('1', same, { createdAt: NOW - 48 * HOUR, importance: 0.3, emotion: 'sad' });
    const more: Partial<MemoryCandidate>[] = [{ importance: 0.9 }, { createdAt: NOW - HOUR }, { emotion: 'happy' }];
    for (const better of more) {
      expect(recall([dull, { ...dull, id: '2', ...better }], same, { mood: JOY })[0]?.id).toBe('2');
      expect(recall([{ ...dull, id: '0', ...better }, dull], same, { mood: JOY })[0]?.id).toBe('0');
    }
  });

  it('takes the mood that is, not a good one', () => {
    const pair = [memory('1', 'A match.', { emotion: 'happy' }), memory('2', 'A match.', { emotion: 'sad' })];
    expect(recall(pair, 'match', { mood: GRIEF })[0]?.id).toBe('2');
    expect(recall(pair, 'match', { mood: JOY })[0]?.id).toBe('1');
  });

  it('holds the freshest for the most recent, never the stalest', () => {
    const ages = [1, 5, 30, 400].map((days) => memory(`${days}`, 'A match.', { createdAt: NOW - days * 24 * HOUR }));
    expect(recall(ages, 'match').map(({ id }) => id)).toEqual(['1', '5', '30', '400']);
    const recalled = ages.map((each) => (each.id === '400' ? { ...each, lastRecalledAt: NOW - HOUR } : each));
    expect(recall(recalled, 'match')[0]?.id).toBe('400');
  });

  it('gives what happened just before and after a share, and nothing to the next day', () => {
    const at = NOW - 100 * HOUR;
    const scene = [
      memory('1', 'Entered the shrine of Oda.', { createdAt: at }),
      memory('2', 'Saved an ally.', { createdAt: at + 60_000 }),
      memory('3', 'Saved an ally.', { createdAt: at + 24 * HOUR }),
    ];
    const byId = new Map(
      recall(scene, 'shrine of Oda', { relevanceById: new Map() }).map((hit) => [hit.id, hit.scores]),
    );
    expect(byId.get('2')?.relevance).toBeCloseTo(0.4, 5);
    expect(byId.get('2')?.keyword).toBe(0);
    expect(byId.get('3')?.relevance).toBe(0);
  });

  it('leaves out in exact mode what has nothing to do with the question', () => {
    const options = { mode: 'exact', relevanceById: new Map() } as const;
    expect(recall(WORLD, 'dragonfang', options).map(({ id }) => id)).toEqual(['2']);
    expect(recall(WORLD, 'xyzzy', options)).toEqual([]);
  });

  it('keeps in either mode to the relevance that is asked for, and gives up no place that others can take', () => {
    const told = WORLD.map((one) => ({ ...one, importance: one.id === '4' ? 1 : 0.1 }));
    for (const mode of ['balanced', 'exact'] as const) {
      expect(recall(told, 'dragonfang', { mode, minRelevance: 0.05 }).map(({ id }) => id)).toEqual(['2']);
      expect(recall(told, 'xyzzy', { mode, minRelevance: 0.05 })).toEqual([]);
    }
    expect(recall(told, 'xyzzy', { minRelevance: 0 })).toHaveLength(WORLD.length);
    // Twenty that are to the point, a little less each time: half of the list goes by score, none below the bound.
    const many = Array.from({ length: 20 }, (_, n) =>
      memory(`${n}`, `dragon ${'word '.repeat(40 + n)}`, { importance: n / 20 }),
    );
    const relevances = recall(many, 'dragon', { limit: 20 }).map(({ scores }) => scores.relevance);
    const bound = relevances.toSorted((a, b) => b - a)[9]!;
    const kept = recall(many, 'dragon', { limit: 10, minRelevance: bound });
    expect(kept).toHaveLength(10);
    expect(kept.every(({ scores }) => scores.relevance >= bound)).toBe(true);
  });

  it('goes by importance when nothing was asked', () => {
    const hits = recall([memory('1', 'a'), memory('2', 'b', { importance: 0.9 })], '', { relevanceById: new Map() });
    expect(hits.map(({ id }) => id)).toEqual(['2', '1']);
  });

  const anyMemory = fc.record({
    terms: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 }),
    importance: fc.double({ min: 0, max: 1, noNaN: true }),
    emotion: fc.constantFrom<EmotionName | null>('happy', 'sad', null),
    createdAt: fc.integer({ min: NOW - 4_000 * 24 * HOUR, max: NOW + HOUR }),
    lastRecalledAt: fc.option(fc.integer({ min: NOW - 400 * HOUR, max: NOW })),
    gameTime: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
  });

  it('keeps every part and score in 0..1, best first, each id once, never over the limit', () => {
    fc.assert(
      fc.property(
        fc.array(anyMemory, { maxLength: 40 }),
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 40 }),
        fc.integer({ min: 0, max: 50 }),
        fc.constantFrom('balanced' as const, 'exact' as const),
        fc.option(fc.constantFrom(JOY, GRIEF)),
        (memories, cosines, limit, mode, mood) => {
          const candidates = memories.map((each, i) => memory(String(i), '', each));
          const relevanceById = new Map(cosines.map((value, i) => [String(i), value]));
          const hits = recall(candidates, 'a b', { relevanceById, limit, mode, mood, gameTime: 900_000 });
          expect(hits.length).toBeLessThanOrEqual(Math.min(limit, 20));
          if (mode === 'balanced') expect(hits).toHaveLength(Math.min(limit, 20, candidates.length));
          expect(new Set(hits.map(({ id }) => id)).size).toBe(hits.length);
          for (const [i, { score, scores }] of hits.entries()) {
            for (const value of [score, ...Object.values(scores)]) {
              expect(value).toBeGreaterThanOrEqual(0);
              expect(value).toBeLessThanOrEqual(1 + 1e-12);
            }
            expect(score).toBeLessThanOrEqual(hits[i - 1]?.score ?? Infinity);
          }
        },
      ),
    );
  });

  it('scores equal memories equally, without NaN, and in a stable order', () => {
    const equal = ['3', '1', '2'].map((id) => memory(id, 'A match.', { createdAt: NOW - 100 * HOUR, importance: 0 }));
    const hits = recall(equal, 'match', { mood: JOY });
    expect(hits.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(new Set(hits.map(({ score }) => score)).size).toBe(1);
    expect(hits.every(({ score }) => Number.isFinite(score))).toBe(true);
  });
});

describe('hoursSince', () => {
  const made = { createdAt: NOW - 10 * HOUR, lastRecalledAt: null, gameTime: 0 };

  it('counts hours of the game when both know its clock, else of the wall', () => {
    expect(hoursSince(made, NOW, 50 * 3_600)).toBe(50);
    expect(hoursSince(made, NOW, null)).toBe(10);
    expect(hoursSince({ ...made, gameTime: null }, NOW, 50 * 3_600)).toBe(10);
  });

  it('starts anew at the last recall, on either clock', () => {
    const recalled = { ...made, lastRecalledAt: NOW - HOUR };
    expect(hoursSince(recalled, NOW, null)).toBe(1);
    expect(hoursSince(recalled, NOW, 50 * 3_600)).toBeCloseTo(5, 10);
  });

  it('is never below zero, when a clock runs back', () => {
    expect(hoursSince({ ...made, createdAt: NOW + HOUR }, NOW, null)).toBe(0);
    expect(hoursSince({ ...made, gameTime: 9_999 }, NOW, 5)).toBe(0);
  });
});

describe('moodCongruence', () => {
  it('is 1 at the same point and 0 in the opposite corner', () => {
    const [low, high] = [-1, 1].map((v) => ({ pleasure: v, arousal: v, dominance: v })) as [Pad, Pad];
    expect(moodCongruence(JOY, JOY)).toBe(1);
    expect(moodCongruence(low, high)).toBeCloseTo(0, 10);
  });
});
