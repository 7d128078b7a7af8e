import { createHash } from 'node:crypto';
import type { RedisScript } from '../cache/redis-scripts.tables.js';

function script(source: string): RedisScript {
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}

export const shareScripts = {
  /**
   * Adds what an instance has counted to the minutes of a game and kind and, where it is asked for, one call more, if
   * each window of whole minutes that ends now allows it (`allowsCall` in share.rules.ts).
   *
   * KEYS the minutes; ARGV a new mark, their lifetime in ms, the present minute, the window in minutes, 1 to ask for a
   * call, the share, the least requests, then field and number in turn (`r` or `c` and the minute). Returns 1 when the
   * call is allowed, the mark, then field and number in turn.
   */
  count: script(`
    redis.call('HSETNX', KEYS[1], 'mark', ARGV[1])
    for i = 8, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1]) end
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
    local now, oldest = tonumber(ARGV[3]), ARGV[3] - ARGV[4]
    local all = redis.call('HGETALL', KEYS[1])
    local requests, calls, minutes, seen, reply, mark = {}, {}, {}, {}, {}, ''
    for i = 1, #all, 2 do
      local name, minute = string.sub(all[i], 1, 1), tonumber(string.sub(all[i], 2))
      if all[i] == 'mark' then mark = all[i + 1]
      elseif minute <= oldest then redis.call('HDEL', KEYS[1], all[i])
      else
        if name == 'r' then requests[minute] = tonumber(all[i + 1]) else calls[minute] = tonumber(all[i + 1]) end
        if not seen[minute] then
          seen[minute] = true
          minutes[#minutes + 1] = minute
        end
      end
    end
    local allowed = 0
    if ARGV[5] == '1' then
      table.sort(minutes, function (a, b) return a > b end)
      local function limit(n) return math.floor(ARGV[6] * math.max(n, tonumber(ARGV[7])) + 1e-9) end
      local r, c = 0, 1
      allowed = c <= limit(0) and 1 or 0
      for _, minute in ipairs(minutes) do
        r = r + (requests[minute] or 0)
        c = c + (calls[minute] or 0)
        if c > limit(r) then allowed = 0 end
      end
      if allowed == 1 then calls[now] = redis.call('HINCRBY', KEYS[1], 'c' .. ARGV[3], 1) end
    end
    reply[1], reply[2] = allowed, mark
    for minute, n in pairs(requests) do
      reply[#reply + 1] = 'r' .. string.format('%d', minute)
      reply[#reply + 1] = n
    end
    for minute, n in pairs(calls) do
      reply[#reply + 1] = 'c' .. string.format('%d', minute)
      reply[#reply + 1] = n
    end
    return reply`),
} as const satisfies Record<string, RedisScript>;
