#!lua
-- Appends items to a queue.
-- KEYS     1 list, 2 registry of the service's queues
-- ARGV     1 TTL mode, 2 TTL milliseconds (see ttl-rule), 3 the queue's name in the registry, then the items
-- Returns  the new length of the list
-- Errors   WRONGTYPE KEYS <n>: nothing is written
--- @include "ttl-rule"
--- @include "require-type"

local problem = wrong_type(1, 'list') or wrong_type(2, 'zset')
if problem then return problem end

local before = redis.call('PTTL', KEYS[1])
local length
-- In steps that Lua's stack can hold.
for from = 4, #ARGV, 4000 do
  length = redis.call('RPUSH', KEYS[1], unpack(ARGV, from, math.min(from + 3999, #ARGV)))
end
redis.call('ZADD', KEYS[2], 0, ARGV[3])
apply_ttl(KEYS[1], before)
return length
