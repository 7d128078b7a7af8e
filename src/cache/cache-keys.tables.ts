import type { CacheKey, CacheKind } from './cache.types.js';

/** Lifetime of each kind in seconds, unless the configuration says otherwise. */
export const cacheTtlSeconds = {
  // A profile changes by PATCH only, which invalidates it; five minutes bound the damage of a lost invalidation.
  player: 300,
  // Games change less often than players and are read by every request.
  game: 600,
  // A closed day changes only through late events, which the hourly aggregation picks up.
  analytics: 3_600,
  // An appraisal depends on its input alone; half an hour covers a match.
  emotion: 1_800,
  // A generated line costs money; an hour covers a session.
  dialogue: 3_600,
  // A vector depends on its model and text alone, and was paid for; a day covers what players say every day.
  embedding: 86_400,
  // A revoked key is invalidated; a minute bounds the damage when that is lost.
  'api-key': 60,
} as const satisfies Record<CacheKind, number>;

/** Today's analytics may be this many seconds behind. */
export const ANALYTICS_TODAY_TTL_SECONDS = 30;

/** A game's stats may be this many seconds behind. */
export const GAME_STATS_TTL_SECONDS = 30;

/** Text a key may carry as it is. Anything else is escaped, so that no id can reach into another key. */
const PLAIN = /^[\w.-]+$/;

function part(text: string): string {
  return PLAIN.test(text) ? text : encodeURIComponent(text);
}

/** Every key of the cache. Hashes name everything their value depends on. */
export const cacheKeys = {
  player: (id: string): CacheKey => ({ key: `player:${part(id)}`, kind: 'player' }),
  /** What GET /players/:id shows: also the state, which every event changes, so it lives beside the profile. */
  playerView: (id: string): CacheKey => ({ key: `player:${part(id)}:view`, kind: 'player' }),
  game: (id: string): CacheKey => ({ key: `game:${part(id)}`, kind: 'game' }),
  /** A game's counts, which may be 30 seconds behind. */
  gameStats: (id: string): CacheKey => ({
    key: `game:${part(id)}:stats`,
    kind: 'game',
    maxTtlSeconds: GAME_STATS_TTL_SECONDS,
  }),
  /** `date` is a UTC day, YYYY-MM-DD. */
  analytics: (gameId: string, date: string): CacheKey => ({
    key: `analytics:${part(gameId)}:${part(date)}`,
    kind: 'analytics',
  }),
  /** The day that is not over: the same key, so that one invalidation reaches both, with a short life. */
  analyticsToday: (gameId: string, date: string): CacheKey => ({
    key: `analytics:${part(gameId)}:${part(date)}`,
    kind: 'analytics',
    maxTtlSeconds: ANALYTICS_TODAY_TTL_SECONDS,
  }),
  emotion: (hash: string): CacheKey => ({ key: `emotion:cache:${part(hash)}`, kind: 'emotion' }),
  dialogue: (hash: string): CacheKey => ({ key: `dialogue:cache:${part(hash)}`, kind: 'dialogue' }),
  /** The hash is of the model and the normalised text. */
  embedding: (hash: string): CacheKey => ({ key: `embedding:cache:${part(hash)}`, kind: 'embedding' }),
  apiKey: (hash: string): CacheKey => ({ key: `api-key:${part(hash)}`, kind: 'api-key' }),
} as const;
