#!lua
-- Applies the TTL rule to a record of any type without writing it.
-- KEYS     1 record
-- ARGV     1 TTL mode, 2 TTL milliseconds (see ttl-rule)
-- Returns  1 if the record exists, else 0
--- @include "ttl-rule"

local before = redis.call('PTTL', KEYS[1])
if before == -2 then return 0 end
apply_ttl(KEYS[1], before)
return 1
