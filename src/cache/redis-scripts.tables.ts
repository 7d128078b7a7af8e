import { createHash } from 'node:crypto';

/** A Lua script, which Redis runs as one step, with the digest it is called by. */
export interface RedisScript {
  readonly source: string;
  readonly sha: string;
}

function script(source: string): RedisScript {
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}

/**
 * The protocol that keeps old data out. Who misses takes a token before loading; an invalidation deletes value and
 * token; a fill is accepted only while its token is there. A lost, evicted or expired token refuses the fill, so nothing
 * has to outlive anything for the answer to be right.
 */
export const redisScripts = {
  /** KEYS value, token; ARGV a new token, its lifetime in ms. Returns [token, value or nil]. */
  begin: script(`
    local token = redis.call('GET', KEYS[2]) or ARGV[1]
    redis.call('SET', KEYS[2], token, 'PX', ARGV[2])
    return { token, redis.call('GET', KEYS[1]) }`),
  /** KEYS value, token; ARGV the token held, the value, its lifetime in ms. Returns 1 when stored, 0 when refused. */
  fill: script(`
    if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
    return 1`),
  /** KEYS value, token; ARGV channel, message. Deletes both and tells the other instances. */
  invalidate: script(`
    redis.call('UNLINK', KEYS[1], KEYS[2])
    return redis.call('PUBLISH', ARGV[1], ARGV[2])`),
  /**
   * KEYS the epoch; ARGV this server's run id, a new epoch, '1' to force it. Returns the epoch that holds. A server that
   * was restarted may have come back with an old snapshot, so a changed run id disowns everything stored before.
   */
  attach: script(`
    if ARGV[3] == '1' or redis.call('HGET', KEYS[1], 'run') ~= ARGV[1] then
      redis.call('HSET', KEYS[1], 'run', ARGV[1], 'epoch', ARGV[2])
    end
    return redis.call('HGET', KEYS[1], 'epoch')`),
} as const satisfies Record<string, RedisScript>;
