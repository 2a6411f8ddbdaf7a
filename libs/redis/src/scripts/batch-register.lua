#!lua flags=allow-oom
-- Notices a queue, whoever wrote it, and counts what waits in it.
-- KEYS     1 list, 2 leases, 3 registry of the service's queues
-- ARGV     1 the queue's name in the registry
-- Returns  how many items can be claimed now
-- Errors   WRONGTYPE KEYS <n>: nothing is written
--- @include "require-type"
--- @include "server-time"
--- @include "queue-registry"

local problem = wrong_type(1, 'list') or wrong_type(2, 'zset') or wrong_type(3, 'zset')
if problem then return problem end

update_registry(KEYS[3], ARGV[1], KEYS[1], KEYS[2])
return redis.call('LLEN', KEYS[1]) + redis.call('ZCOUNT', KEYS[2], '-inf', server_time())
