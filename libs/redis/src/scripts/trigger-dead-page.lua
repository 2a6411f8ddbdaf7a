#!lua flags=no-writes
-- A page of a tenant's dead letters, oldest first.
-- KEYS     1 prefix of the partition, 2 a key that never exists
-- ARGV     1 shift of the clock, 2 tenant, 3 id to go on behind, 0 to begin, 4 most letters
-- Returns  id and JSON of each: key, dueMs, buriedMs, attempts, payload, error, stack
-- Errors   WRONGTYPE
--- @include "trigger-partition"
--- @include "trigger-dead"

local dead, drec = dead_keys(ARGV[2])
local ids = redis.call('ZRANGEBYSCORE', dead, '(' .. ARGV[3], '+inf', 'LIMIT', 0, ARGV[4])
local reply = {}
if #ids == 0 then return reply end
for index, record in ipairs(redis.call('HMGET', drec, unpack(ids))) do
  if record then
    reply[#reply + 1] = ids[index]
    reply[#reply + 1] = record
  end
end
return reply
