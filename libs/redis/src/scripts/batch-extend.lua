#!lua flags=allow-oom
-- Lets a lease that is still held end later, or sooner: counted from now.
-- KEYS     1 leases
-- ARGV     1 the leased item (see leases), 2 milliseconds of the lease, 3 milliseconds that items are kept by default,
--          or -1: for ever
-- Returns  the new deadline in milliseconds, or nil if the lease is no longer held
-- Errors   WRONGTYPE KEYS <n>: nothing is changed
--- @include "require-type"
--- @include "server-time"
--- @include "leases"

local problem = wrong_type(1, 'zset')
if problem then return problem end

local member = held_member(KEYS[1], ARGV[1])
if not redis.call('ZSCORE', KEYS[1], member) then return nil end

local before, lease, kept = redis.call('PTTL', KEYS[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local deadline = server_time() + lease
redis.call('ZADD', KEYS[1], deadline, member)
outlive(KEYS[1], before, kept == -1 and -1 or kept + lease)
return string.format('%.0f', deadline)
