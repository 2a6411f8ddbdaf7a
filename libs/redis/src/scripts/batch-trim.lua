#!lua flags=allow-oom
-- Keeps a range of a queue's list and removes the rest.
-- KEYS     1 list, 2 leases, 3 registry of the service's queues
-- ARGV     1 the queue's name in the registry, 2 first and 3 last index to keep, as LTRIM takes them
-- Returns  how many items were removed
-- Errors   WRONGTYPE KEYS <n>: nothing is removed
--- @include "require-type"
--- @include "queue-registry"

local problem = wrong_type(1, 'list') or wrong_type(2, 'zset') or wrong_type(3, 'zset')
if problem then return problem end

local before = redis.call('LLEN', KEYS[1])
redis.call('LTRIM', KEYS[1], ARGV[2], ARGV[3])
update_registry(KEYS[3], ARGV[1], KEYS[1], KEYS[2])
return before - redis.call('LLEN', KEYS[1])
