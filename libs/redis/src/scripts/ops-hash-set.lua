#!lua
-- Sets fields of a hash and its expiry.
-- KEYS     1 hash
-- ARGV     1 milliseconds to live, then field and value in turn
-- Returns  how many of the fields are new
-- Errors   WRONGTYPE the key holds another type; nothing is written

local added = 0
-- In steps that Lua's stack can hold.
for from = 2, #ARGV, 4000 do
  added = added + redis.call('HSET', KEYS[1], unpack(ARGV, from, math.min(from + 3999, #ARGV)))
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return added
