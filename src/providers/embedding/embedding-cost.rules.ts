import { tokensAtMost } from '../llm/price.rules.js';
import { EMBEDDING_PRICES } from './embedding-prices.tables.js';

/** A text, and the game that pays for it. */
export interface EmbeddingRequest {
  readonly text: string;
  /** Id of a game, or the platform's. */
  readonly payer: string;
}

/** What a game has to pay of a call. */
export interface EmbeddingShare {
  readonly payer: string;
  readonly costUsd: number;
}

/**
 * Tokens of a call by the host's own count: 0 where it gives none, and no more than the texts can have.
 */
export function tokensSaid(counted: unknown, requests: readonly EmbeddingRequest[]): number {
  if (typeof counted !== 'number' || !(counted > 0)) return 0;
  return Math.min(
    counted,
    requests.reduce((sum, { text }) => sum + tokensAtMost(text), 0),
  );
}

/** US dollars for a million tokens; undefined for a model that the table does not know. */
export function embeddingPrice(model: string): number | undefined {
  return Object.entries(EMBEDDING_PRICES).find(([name]) => name === model)?.[1];
}

/**
 * Divides what a call cost among those it was made for, by the lengths of their texts: the provider counts the tokens
 * of a call, not of each text in it. The shares add up to the cost, but for rounding.
 *
 * @param costUsd 0 or more
 */
export function shareCost(requests: readonly EmbeddingRequest[], costUsd: number): EmbeddingShare[] {
  const lengths = new Map<string, number>();
  for (const { payer, text } of requests) lengths.set(payer, (lengths.get(payer) ?? 0) + Math.max(text.length, 1));
  const total = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  return [...lengths].map(([payer, length]) => ({ payer, costUsd: (costUsd * length) / total }));
}
