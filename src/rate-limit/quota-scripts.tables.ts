import { createHash } from 'node:crypto';
import type { RedisScript } from '../cache/redis-scripts.tables.js';

function script(source: string): RedisScript {
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}

/** Both go by the clock of Redis, so that the clocks of the instances need not agree. Times are milliseconds. */
export const quotaScripts = {
  /**
   * KEYS the key's theoretical arrival time; ARGV the requests let through, the interval, how far ahead of now they alone
   * took it (may be negative), the furthest it may be ahead. Returns how far ahead of now it is, as text.
   */
  report: script(`
    local time = redis.call('TIME')
    local now = time[1] * 1000 + time[2] / 1000
    local furthest = now + ARGV[4]
    local tat = math.min(tonumber(redis.call('GET', KEYS[1]) or now), furthest)
    tat = math.min(math.max(tat + ARGV[1] * ARGV[2], now + ARGV[3]), furthest)
    if tat > now then redis.call('SET', KEYS[1], string.format('%.4f', tat), 'PX', math.ceil(tat - now) + 1000) end
    return string.format('%.4f', tat - now)`),
  /** KEYS the instances by when they were last heard of; ARGV this one, milliseconds it lives. Returns how many there are. */
  heartbeat: script(`
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    redis.call('ZADD', KEYS[1], now, ARGV[1])
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
    return redis.call('ZCARD', KEYS[1])`),
} as const satisfies Record<string, RedisScript>;
