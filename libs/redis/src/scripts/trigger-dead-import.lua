#!lua
-- Takes over a dead letter of another partition, maybe on another server.
-- KEYS     1 prefix of the partition, 2 a key that never exists
-- ARGV     1 shift of the clock, 2 tenant, 3 JSON of the letter: see trigger-dead, 4 milliseconds since 1970 at which it
--          was buried
-- Returns  its id here
-- Errors   WRONGTYPE: nothing is written
--- @include "trigger-partition"
--- @include "trigger-dead"

require_types()
local dead, drec = dead_keys(ARGV[2])
redis.call('ZCARD', dead)
redis.call('HLEN', drec)
local id = string.format('%.0f', redis.call('INCR', prefix .. 'token'))
redis.call('HSET', drec, id, ARGV[3])
redis.call('ZADD', dead, id, id)
redis.call('ZADD', prefix .. 'deadring', 'LT', ARGV[4], ARGV[2])
add_to(counts, 'dead', 1)
write_tallies()
return id
