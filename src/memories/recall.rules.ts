import type { EmotionName, Pad } from '../emotion/emotion.types.js';
import type { RecallCandidate, RecalledMemory, RecallMode } from './memory.types.js';
import { MAX_RECALLED, NEAR_TIE, RECALL_WEIGHTS, RECENCY_PER_HOUR, VECTOR_WEIGHT } from './recall.tables.js';
import { scaleByBest, scoreRelevance } from './relevance.rules.js';

const MS_PER_HOUR = 3_600_000;
const SECONDS_PER_HOUR = 3_600;
/** The distance between opposite corners of the cube of pleasure, arousal and dominance. */
const PAD_DIAGONAL = 2 * Math.sqrt(3);

export interface RecallQuery {
  readonly queryTerms: readonly string[];
  /** Cosine with the question, -1..1, for the candidates that have a vector. */
  readonly relevanceById: ReadonlyMap<string, number>;
  /** Of `VECTOR_WEIGHT`, by the embedder that made the vectors; without it lexical. */
  readonly vectorWeight?: number;
  /** All memories of the player, candidates or not. */
  readonly totalDocuments: number;
  /** Mean number of terms of the player's memories; without it that of the candidates. */
  readonly averageLength?: number | null;
  /** In how many of the player's memories each term stands; without it counted in the candidates. */
  readonly documentFrequency?: ReadonlyMap<string, number>;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** The game's own clock now, in seconds; with it, ages of memories that have a game time are game hours. */
  readonly gameTime?: number | null;
  /** The companion's mood; null leaves mood out. */
  readonly mood: Pad | null;
  /** Where an emotion lies in pleasure, arousal and dominance. */
  readonly padOf: (emotion: EmotionName) => Pad;
  readonly mode: RecallMode;
  /** 0..1; what has less relevance is left out in either mode. */
  readonly minRelevance?: number;
  /** 1..20; more is 20. */
  readonly limit: number;
}

/**
 * The memories that answer a question, best first, with what their scores were made of.
 *
 * score = 0.55 relevance + 0.20 importance + 0.15 recency + 0.10 mood in `balanced` mode, relevance alone in `exact`
 * (after Park et al. 2023, "Generative Agents"). Each part is divided by the best of the candidates: zero stays zero,
 * small differences stay small, and equal ones are no division by zero. Relevance besides falls with the best match's
 * share of the question.
 *
 * `candidates` should hold all of the player's memories that share a term with the question, the nearest by vector, and
 * the memories just before and after these. In `exact` mode what has no relevance is left out. A score orders one list:
 * in `balanced` mode importance, recency and mood alone reach 0.45, so relevance, not score, tells whether anything
 * answers the question.
 */
export function scoreRecall(candidates: readonly RecallCandidate[], query: RecallQuery): RecalledMemory[] {
  const limit = Math.min(Math.max(Math.floor(query.limit), 0), MAX_RECALLED);
  const vectorWeight = query.vectorWeight ?? VECTOR_WEIGHT.lexical;
  const { relevance, keyword } = scoreRelevance(candidates, { ...query, vectorWeight });
  const importances = scaleByBest(Float64Array.from(candidates, (memory) => memory.importance));
  const recency = scoreRecency(candidates, query.nowMs, query.gameTime ?? null);
  const mood = scoreMood(candidates, query.mood, query.padOf);
  const weights = RECALL_WEIGHTS[query.mode];
  const score = relevance.map(
    (value, i) =>
      weights.relevance * value +
      weights.importance * importances[i]! +
      weights.recency * recency[i]! +
      weights.mood * mood[i]!,
  );
  const byScore = (a: number, b: number): number =>
    score[b]! - score[a]! || recency[b]! - recency[a]! || (candidates[a]!.id < candidates[b]!.id ? -1 : 1);
  const enough = query.minRelevance ?? 0;
  const places = [...relevance.keys()].filter((i) => relevance[i]! >= enough);
  const listed =
    query.mode === 'exact' ? relevant(places, relevance, byScore, limit) : seat(places, relevance, byScore, limit);
  return listed.sort(byScore).map((i) => ({
    id: candidates[i]!.id,
    importance: candidates[i]!.importance,
    score: score[i]!,
    scores: {
      relevance: relevance[i]!,
      keyword: keyword[i]!,
      recency: recency[i]!,
      importance: importances[i]!,
      mood: mood[i]!,
    },
  }));
}

type Order = (a: number, b: number) => number;

/** The places of the most relevant, without those that have nothing to do with the question. */
function relevant(places: readonly number[], relevance: Float64Array, byScore: Order, limit: number): number[] {
  const found = places.filter((i) => relevance[i]! > 0);
  return found.sort(byScore).slice(0, limit);
}

/**
 * The places of those on the list: its first half by relevance, the rest by score among those about as relevant as the
 * place asks for (see NEAR_TIE).
 */
function seat(places: readonly number[], relevance: Float64Array, byScore: Order, limit: number): number[] {
  const byRelevance = [...places].sort((a, b) => relevance[b]! - relevance[a]! || byScore(a, b));
  const seats = Math.ceil(limit / 2);
  const last = byRelevance[Math.min(limit, byRelevance.length) - 1];
  const enough = last === undefined ? 0 : NEAR_TIE * relevance[last]!;
  const rest = byRelevance.slice(seats).filter((i) => relevance[i]! >= enough);
  return [...byRelevance.slice(0, seats), ...rest.sort(byScore).slice(0, limit - seats)];
}

/** 0.99 an hour since a memory was last recalled or made, counted from the freshest candidate, which has 1. */
function scoreRecency(candidates: readonly RecallCandidate[], nowMs: number, gameTime: number | null): Float64Array {
  const hours = Float64Array.from(candidates, (memory) => hoursSince(memory, nowMs, gameTime));
  const freshest = hours.reduce((least, each) => Math.min(least, each), Infinity);
  return hours.map((each) => RECENCY_PER_HOUR ** (each - freshest));
}

/**
 * Hours since a memory was last recalled or made, never below 0. The game's clock says when it was made only, so the
 * time since it was recalled is taken as the same part of its age on both clocks.
 */
export function hoursSince(
  memory: Pick<RecallCandidate, 'createdAt' | 'lastRecalledAt' | 'gameTime'>,
  nowMs: number,
  gameTime: number | null,
): number {
  const ageMs = Math.max(nowMs - memory.createdAt, 0);
  const restMs = Math.max(nowMs - Math.max(memory.lastRecalledAt ?? memory.createdAt, memory.createdAt), 0);
  if (gameTime === null || memory.gameTime === null || memory.gameTime === undefined) return restMs / MS_PER_HOUR;
  const gameHours = Math.max(gameTime - memory.gameTime, 0) / SECONDS_PER_HOUR;
  return ageMs === 0 ? gameHours : gameHours * (restMs / ageMs);
}

/**
 * Mood congruence (Bower 1981, "Mood and Memory"): how near the emotion of a memory lies to the mood, 1 at the same
 * point; a memory without an emotion is taken for a neutral one. All 0 without a mood.
 */
function scoreMood(
  candidates: readonly RecallCandidate[],
  mood: Pad | null,
  padOf: (emotion: EmotionName) => Pad,
): Float64Array {
  if (mood === null) return new Float64Array(candidates.length);
  return scaleByBest(Float64Array.from(candidates, ({ emotion }) => moodCongruence(padOf(emotion ?? 'neutral'), mood)));
}

/** 1 less the share of the greatest distance that lies between two points of pleasure, arousal and dominance. */
export function moodCongruence(a: Pad, b: Pad): number {
  const distance = Math.hypot(a.pleasure - b.pleasure, a.arousal - b.arousal, a.dominance - b.dominance);
  return Math.max(1 - distance / PAD_DIAGONAL, 0);
}
