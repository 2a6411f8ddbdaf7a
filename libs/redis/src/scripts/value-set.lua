#!lua
-- Sets a string value.
-- KEYS     1 value
-- ARGV     1 TTL mode, 2 TTL milliseconds (see ttl-rule), 3 text
-- Returns  1 if the key is new, else 0
-- Errors   WRONGTYPE the key holds another type; nothing is written
--- @include "ttl-rule"

local before = redis.call('PTTL', KEYS[1])
local ms = ttl_change(before)
redis.call('STRLEN', KEYS[1]) -- raises WRONGTYPE: SET alone would replace any type
if ms == '-1' then
  redis.call('SET', KEYS[1], ARGV[3])
elseif ms then
  redis.call('SET', KEYS[1], ARGV[3], 'PX', ms)
else
  redis.call('SET', KEYS[1], ARGV[3], 'KEEPTTL')
end
return before == -2 and 1 or 0
