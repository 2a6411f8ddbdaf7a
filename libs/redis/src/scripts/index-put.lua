#!lua
-- Puts an entry into an index that is in another slot than its record.
-- KEYS     1 index
-- ARGV     1 milliseconds that the record lives, or -1: for ever, 2 the entry; '' only looks at the index's type,
--          3 how many entries to return
-- Returns  random entries of the index, to be looked at, if the entry is new; else nothing
-- Errors   WRONGTYPE the index holds another type; nothing is written
--- @include "index-expiry"

if ARGV[2] == '' then
  redis.call('ZCARD', KEYS[1])
  return {}
end
local expiry = redis.call('PTTL', KEYS[1])
local is_new = redis.call('ZADD', KEYS[1], 0, ARGV[2]) == 1
lift(KEYS[1], expiry, tonumber(ARGV[1]))
return is_new and redis.call('ZRANDMEMBER', KEYS[1], ARGV[3]) or {}
