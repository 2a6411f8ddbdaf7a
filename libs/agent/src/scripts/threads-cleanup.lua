#!lua flags=allow-oom
-- One bounded step of a clean-up: removes threads that were last changed long ago, and entries of threads that have
-- expired.
-- KEYS     1 and 2 what the keys of threads begin with, 3 to 5 indexes of threads (see thread-indexes)
-- ARGV     1 milliseconds since the last change from which a thread is removed, 2 how many entries to look at, 3 what
--          the key of a thread's messages adds to the thread's
-- Returns  how many threads were removed, how many entries were looked at
-- Errors   WRONGTYPE an index holds another type; nothing is removed
--- @include "server-time"
--- @include "thread-indexes"

require_index_types()
local now, most = server_time(), tonumber(ARGV[2])
local looked_at = prune_expired(KEYS[1], now, most)
local cutoff = string.format('%.0f', now - ARGV[1])
local old = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', cutoff, 'LIMIT', 0, most)
local removed = 0
for _, segment in ipairs(old) do
  removed = removed + redis.call('UNLINK', KEYS[1] .. segment)
  redis.call('UNLINK', KEYS[1] .. segment .. ARGV[3])
  forget_thread(segment)
end
return { removed, math.max(looked_at, #old) }
