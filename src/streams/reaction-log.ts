import type { RedisConnection } from '../cache/redis-connection.js';
import type { Clock } from '../common/clock.js';
import { MemoryLog } from './memory-log.js';
import { RedisLog } from './redis-log.js';
import type { ReactionLog } from './streams.types.js';

/** Injection token of the {@link ReactionLog}. */
export const REACTION_LOG = Symbol('REACTION_LOG');

/** The log of all instances where there is a Redis, else that of this process. */
export function createReactionLog(redis: RedisConnection | null, clock: Clock): ReactionLog {
  return redis ? new RedisLog(redis, clock) : new MemoryLog(clock);
}
