#!lua flags=allow-oom
-- Last step of taking a tenant off the pending set, after its queues were looked at. Only the remover that began
-- last may take it from among those being removed: a later one has not looked yet.
-- KEYS     1 pending set, 2 hash of the tenants being removed: tenant and token of who removes it
-- ARGV     1 tenant, 2 token of this remover, 3 '1' if something was left in a queue
-- Returns  1 if the tenant is no longer pending, else 0
-- Errors   WRONGTYPE KEYS <n>: nothing is written
--- @include "require-type"

local problem = wrong_type(1, 'set') or wrong_type(2, 'hash')
if problem then return problem end

if ARGV[3] == '1' then redis.call('SADD', KEYS[1], ARGV[1]) end
if redis.call('HGET', KEYS[2], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[2], ARGV[1]) end
local is_pending = redis.call('SISMEMBER', KEYS[1], ARGV[1]) + redis.call('HEXISTS', KEYS[2], ARGV[1])
return is_pending == 0 and 1 or 0
