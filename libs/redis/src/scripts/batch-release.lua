#!lua flags=allow-oom
-- Gives a leased item back: after a delay anybody may claim it. It gets another token, so that its former holder
-- can no longer remove it.
-- KEYS     1 leases
-- ARGV     1 the leased item (see leases), 2 milliseconds of delay, 3 milliseconds that items are kept by default, or
--          -1: for ever
-- Returns  1 if the lease was still held, else 0
-- Errors   WRONGTYPE KEYS <n>: nothing is changed
--- @include "require-type"
--- @include "server-time"
--- @include "leases"

local problem = wrong_type(1, 'zset')
if problem then return problem end

local member = held_member(KEYS[1], ARGV[1])
if not redis.call('ZSCORE', KEYS[1], member) then return 0 end

local before, delay, kept = redis.call('PTTL', KEYS[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZADD', KEYS[1], server_time() + delay, '~' .. member)
redis.call('ZREM', KEYS[1], member)
outlive(KEYS[1], before, kept == -1 and -1 or kept + delay)
return 1
