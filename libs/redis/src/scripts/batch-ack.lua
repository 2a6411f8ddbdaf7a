#!lua flags=allow-oom
-- Removes items whose leases are still held.
-- KEYS     1 leases, 2 list, 3 registry of the service's queues
-- ARGV     1 the queue's name in the registry, then the leased items (see leases), at most 4,000
-- Returns  how many were still held
-- Errors   WRONGTYPE KEYS <n>: nothing is removed
--- @include "require-type"
--- @include "leases"

local problem = wrong_type(1, 'zset') or wrong_type(3, 'zset')
if problem then return problem end

local members = {}
for index = 2, #ARGV do members[index - 1] = held_member(KEYS[1], ARGV[index]) end
local held = redis.call('ZREM', KEYS[1], unpack(members))
if held > 0 and redis.call('EXISTS', KEYS[1], KEYS[2]) == 0 then redis.call('ZREM', KEYS[3], ARGV[1]) end
return held
