#!lua flags=allow-oom
-- First step of taking a tenant off the pending set: it moves among the tenants being removed, so that it is found
-- there if the remover dies before the last step.
-- KEYS     1 pending set, 2 hash of the tenants being removed: tenant and token of who removes it
-- ARGV     1 tenant, 2 token of this remover; a later remover's replaces it
-- Returns  1 if the tenant was pending, else 0
-- Errors   WRONGTYPE KEYS <n>: nothing is written
--- @include "require-type"

local problem = wrong_type(1, 'set') or wrong_type(2, 'hash')
if problem then return problem end

redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return redis.call('SREM', KEYS[1], ARGV[1])
