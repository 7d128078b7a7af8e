import { setImmediate } from 'node:timers/promises';
import type { EmbeddingProvider } from './embedding.port.js';
import { cjkBigrams, foldText, splitRuns } from './text-runs.rules.js';

/** 512 numbers, 2 KiB a memory: at the few dozen features of a sentence, few of them share a place. */
export const LOCAL_DIMENSIONS = 512;
/** Prefix of the model name of every local embedder; by it a caller can tell lexical vectors from neural ones. */
export const LOCAL_MODEL_PREFIX = 'local-hash';

/** Changes whenever the features or their weights do, since old and new vectors must not be compared. */
const FEATURES_VERSION = 1;
/** After so many texts the event loop gets a turn, so that a batch does not hold up requests (about 2 ms of work). */
const TEXTS_A_TURN = 64;

const WORD_WEIGHT = 1;
/**
 * Each n-gram; a long word has more of them and so weighs more, as rare words should (measured: 0.45 of the evidence
 * among the first ten on a public set of long dialogues, against 0.39 when all words weigh the same).
 */
const NGRAM_WEIGHT = 0.5;
const NGRAM_MIN = 3;
const NGRAM_MAX = 5;
const BIGRAM_WEIGHT = 1;
/** A single Han or kana character says less than a pair, but lets a one-character question find something. */
const UNIGRAM_WEIGHT = 0.4;

/** Kinds of feature are hashed apart: the word "fire" and the n-gram "fire" are two features. */
const WORD_SEED = 0x811c9dc5;
const NGRAM_SEED = 0x050c5d1f;
const CJK_SEED = 0x2c1b3c6d;
const TEXT_SEED = 0x297a2d39;

const WORD_START = 0x02;
const WORD_END = 0x03;

/**
 * The embedder that needs nothing: signed feature hashing (Weinberger et al. 2009, "Feature Hashing for Large Scale
 * Multitask Learning") of words, of the character n-grams of words (3 to 5, after fastText) and of CJK bigrams and
 * characters, with sublinear term frequency (1 + ln tf) and L2 normalisation.
 *
 * It is lexical: it sees that "dragon" and "dragons" are kin, never that "dragon" and "wyrm" are. It costs no money, no
 * network and a few dozen microseconds; who wants meaning configures a neural embedder.
 */
export class LocalEmbedder implements EmbeddingProvider {
  readonly model: string;

  /** @param dimensions 16..4,096; RangeError outside of it. */
  constructor(readonly dimensions: number = LOCAL_DIMENSIONS) {
    if (!Number.isInteger(dimensions) || dimensions < 16 || dimensions > 4096) {
      throw new RangeError(`dimensions must be a whole number of 16..4096, not ${dimensions}`);
    }
    this.model = `${LOCAL_MODEL_PREFIX}-v${FEATURES_VERSION}-${dimensions}`;
  }

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    // Games say the same things again and again: what many events of a batch leave behind is one text.
    const vectors = new Map<string, Float32Array>();
    for (const text of texts) {
      if (vectors.has(text)) continue;
      if (vectors.size > 0 && vectors.size % TEXTS_A_TURN === 0) await setImmediate();
      vectors.set(text, embedText(text, this.dimensions));
    }
    return texts.map((text) => vectors.get(text)!);
  }
}

/** The vector of one text; all zeros when the text is blank. */
export function embedText(text: string, dimensions: number): Float32Array {
  const features = new FeatureWeights();
  for (const run of splitRuns(text)) {
    if (run.kind === 'word') addWord(features, run.text);
    else addCjk(features, run.text);
  }
  if (features.isEmpty) {
    // Nothing but symbols or function words ("!!!", "who are you"): alike only when the same.
    const rest = foldText(text).trim();
    if (rest !== '') features.add(hashText(rest, TEXT_SEED), WORD_WEIGHT);
  }
  return features.toUnitVector(dimensions);
}

/** How often each hashed feature occurs and what one occurrence weighs. */
class FeatureWeights {
  private readonly counts = new Map<number, number>();
  private readonly weights = new Map<number, number>();

  get isEmpty(): boolean {
    return this.counts.size === 0;
  }

  add(hash: number, weight: number): void {
    const count = this.counts.get(hash) ?? 0;
    this.counts.set(hash, count + 1);
    if (count === 0) this.weights.set(hash, weight);
  }

  toUnitVector(dimensions: number): Float32Array {
    const sums = new Float64Array(dimensions);
    for (const [hash, count] of this.counts) {
      const value = (this.weights.get(hash) ?? 0) * (1 + Math.log(count));
      const place = hash % dimensions;
      // The sign comes from other bits than the place, so that features that collide cancel out on average.
      sums[place] = (sums[place] ?? 0) + (mix(hash ^ TEXT_SEED) & 1 ? value : -value);
    }
    let squares = 0;
    for (const sum of sums) squares += sum * sum;
    const vector = new Float32Array(dimensions);
    if (squares === 0) return vector;
    const scale = 1 / Math.sqrt(squares);
    for (let i = 0; i < dimensions; i += 1) vector[i] = (sums[i] ?? 0) * scale;
    return vector;
  }
}

function addWord(features: FeatureWeights, word: string): void {
  features.add(hashText(word, WORD_SEED), WORD_WEIGHT);
  const length = word.length + 2;
  for (let start = 0; start + NGRAM_MIN <= length; start += 1) {
    let hash = NGRAM_SEED;
    const end = Math.min(start + NGRAM_MAX, length);
    for (let i = start; i < end; i += 1) {
      hash = step(hash, i === 0 ? WORD_START : i === length - 1 ? WORD_END : word.charCodeAt(i - 1));
      if (i - start + 1 >= NGRAM_MIN) features.add(mix(hash), NGRAM_WEIGHT);
    }
  }
}

function addCjk(features: FeatureWeights, run: string): void {
  const characters = Array.from(run);
  for (const character of characters) features.add(hashText(character, CJK_SEED), UNIGRAM_WEIGHT);
  if (characters.length === 1) return;
  for (const bigram of cjkBigrams(run)) features.add(hashText(bigram, CJK_SEED), BIGRAM_WEIGHT);
}

/** FNV-1a over UTF-16 units (Fowler, Noll, Vo), with the finaliser of MurmurHash3 (Appleby) to spread its low bits. */
function hashText(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i += 1) hash = step(hash, text.charCodeAt(i));
  return mix(hash);
}

function step(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

function mix(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
