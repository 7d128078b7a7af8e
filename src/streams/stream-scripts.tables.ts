import { createHash } from 'node:crypto';
import type { RedisScript } from '../cache/redis-scripts.tables.js';

function script(source: string): RedisScript {
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}

/** Lua for the last id that a stream has given, which it remembers although its entries are gone. */
const LAST_ID = `local function lastId(key)
      local info = redis.call('XINFO', 'STREAM', key)
      for i = 1, #info, 2 do
        if info[i] == 'last-generated-id' then return info[i + 1] end
      end
    end`;

/**
 * A game's log is a stream that is there while somebody listens or did lately. Its being there says that events are
 * recorded, and its beginning, a mark without an event, says from when on: what is older cannot be resumed.
 */
export const streamScripts = {
  /**
   * Makes the log or keeps it alive, and tells all instances. KEYS log, index; ARGV lifetime in ms, control channel, game.
   * Returns the log's last id.
   */
  follow: script(`
    ${LAST_ID}
    if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('XADD', KEYS[1], '*', 'e', '') end
    redis.call('PEXPIRE', KEYS[1], ARGV[1])
    redis.call('ZADD', KEYS[2], tonumber(redis.call('TIME')[1]) * 1000 + tonumber(ARGV[1]), ARGV[3])
    redis.call('PUBLISH', ARGV[2], 'wanted ' .. ARGV[3])
    return lastId(KEYS[1])`),
  /** KEYS index. Returns the games that are recorded. */
  wanted: script(`
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', tonumber(redis.call('TIME')[1]) * 1000)
    return redis.call('ZRANGE', KEYS[1], 0, -1)`),
  /**
   * Adds events and tells them, as one step, so that they are told in the order of their ids. KEYS log; ARGV events that
   * are kept, channel, the events. Returns 1, or 0 when the game is not recorded.
   */
  publish: script(`
    if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
    for i = 3, #ARGV do
      local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'e', ARGV[i])
      redis.call('PUBLISH', ARGV[2], id .. ' ' .. ARGV[i])
    end
    return 1`),
  /** KEYS log; ARGV an id. Returns the first and the last id, and what came after that id: [first, last, entries]. */
  replay: script(`
    ${LAST_ID}
    if redis.call('EXISTS', KEYS[1]) == 0 then return { '', '', {} } end
    local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
    local last = lastId(KEYS[1])
    return { first and first[1] or last, last, redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+') }`),
  /** Takes a player's events out. KEYS log; ARGV the player's id between two spaces. Returns how many there were. */
  forget: script(`
    local count = 0
    for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do
      local from = string.find(entry[2][2], ' ', 1, true)
      if from and string.sub(entry[2][2], from, from + #ARGV[1] - 1) == ARGV[1] then
        count = count + redis.call('XDEL', KEYS[1], entry[1])
      end
    end
    return count`),
} as const satisfies Record<string, RedisScript>;
