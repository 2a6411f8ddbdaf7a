#!lua
-- Replaces a hash as a whole: fields that are not named are gone.
-- KEYS     1 record
-- ARGV     1 TTL mode, 2 TTL milliseconds (see ttl-rule), then field and value in turn
-- Returns  1 if the record is new, else 0
-- Errors   WRONGTYPE the key holds another type; nothing is written
--- @include "ttl-rule"
--- @include "write-fields"

local before = redis.call('PTTL', KEYS[1])
local ttl = tonumber(ttl_change(before) or before)
redis.call('HLEN', KEYS[1]) -- raises WRONGTYPE before anything is removed
redis.call('UNLINK', KEYS[1])
write_fields(KEYS[1], 3)
if ttl ~= -1 then redis.call('PEXPIRE', KEYS[1], ttl) end
return before == -2 and 1 or 0
