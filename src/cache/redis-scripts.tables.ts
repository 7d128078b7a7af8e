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
 *
 * The lease is courtesy only: who has it loads, who has not waits a moment. It is deleted with the value, as nobody
 * should wait for a load that will be refused.
 */
export const redisScripts = {
  /**
   * KEYS value, token, lease; ARGV what values of this epoch begin with (empty: pass over the value), a new token, its
   * lifetime in ms, a new lease, its lifetime in ms. Returns [value] or [nil, token, 1 when the lease is given].
   */
  claim: script(`
    if ARGV[1] ~= '' then
      local value = redis.call('GET', KEYS[1])
      if value and string.sub(value, 1, #ARGV[1]) == ARGV[1] then return { value } end
    end
    local token = redis.call('GET', KEYS[2]) or ARGV[2]
    redis.call('SET', KEYS[2], token, 'PX', ARGV[3])
    local given = redis.call('SET', KEYS[3], ARGV[4], 'NX', 'PX', ARGV[5])
    return { false, token, given and 1 or 0 }`),
  /**
   * KEYS value, token, lease; ARGV the token held, the value, its lifetime in ms, the lease held. Returns 1 when stored,
   * 0 when refused.
   */
  fill: script(`
    if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
    if redis.call('GET', KEYS[3]) == ARGV[4] then redis.call('DEL', KEYS[3]) end
    return 1`),
  /** KEYS lease; ARGV the lease held. */
  release: script(`
    if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
    return 1`),
  /**
   * KEYS value, token and lease of each key; ARGV channel, message. Deletes them and tells all instances. Returns how many
   * connections were told, this instance's included. Not above 7,000 keys: Lua's stack holds no more.
   */
  invalidate: script(`
    redis.call('UNLINK', unpack(KEYS))
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
