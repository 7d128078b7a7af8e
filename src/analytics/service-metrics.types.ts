export const SERVICES = ['emotion', 'dialogue', 'memory'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** The game of a request that concerns none (an administrator's, without a player), and of the platform's own rows. */
export const PLATFORM_ID = '00000000-0000-0000-0000-000000000000';

/** All games and what concerned none, in the daily costs, where the zero id is what concerned none (RFC 9562: Max UUID). */
export const EVERY_GAME_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** One call of a service, as the caller knows it. */
export interface ServiceCall {
  /** {@link PLATFORM_ID} where no game is concerned. */
  readonly gameId: string;
  readonly playerId: string | null;
  readonly service: ServiceName;
  /** How it was answered, such as `rule`, `ml`, `cached`, `template`, `llm`, `create` or `search`. */
  readonly method: string;
  readonly latencyMs: number;
  /** US dollars; rounded to 10 decimals, as they are stored. */
  readonly costUsd: number;
  readonly cacheHit: boolean;
  /** Code of the failure; null when there was none. */
  readonly error: string | null;
}

/** A call with what its row needs besides. */
export interface ServiceMetricRow extends ServiceCall {
  readonly id: string;
  readonly createdAt: Date;
}
