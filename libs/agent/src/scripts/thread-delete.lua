#!lua flags=allow-oom
-- Removes a thread with its messages and its entries in the indexes.
-- KEYS     1 thread, 2 its messages, 3 to 5 indexes of threads (see thread-indexes)
-- ARGV     1 the thread's id as it stands in keys, 2 the version it has to have, or '', 3 the creation time it has to
--          have, or ''
-- Returns  'deleted'; or 'missing'; or 'conflict', version (0 if there is no thread)
-- Errors   WRONGTYPE the thread or an index holds another type; nothing is removed
--- @include "thread-indexes"

local version, created = unpack(redis.call('HMGET', KEYS[1], 'version', 'createdAt'))
require_index_types()
if ARGV[2] ~= '' and (ARGV[2] ~= version or (ARGV[3] ~= '' and ARGV[3] ~= created)) then
  return { 'conflict', version or '0' }
end
local removed = redis.call('UNLINK', KEYS[1])
redis.call('UNLINK', KEYS[2])
forget_thread(ARGV[1])
return { removed == 1 and 'deleted' or 'missing' }
