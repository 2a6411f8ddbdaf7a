#!lua flags=allow-oom
-- Removes dead letters of a tenant.
-- KEYS     1 prefix of the partition, 2 a key that never exists
-- ARGV     1 shift of the clock, 2 tenant, then ids
-- Returns  how many there were
-- Errors   WRONGTYPE: nothing is removed
--- @include "trigger-partition"
--- @include "trigger-dead"

require_types()
write_past_max_memory()
local dead, drec = dead_keys(ARGV[2])
redis.call('ZCARD', dead)
redis.call('HLEN', drec)
local removed = remove_dead(ARGV[2], { unpack(ARGV, 3) })
write_tallies()
return removed
