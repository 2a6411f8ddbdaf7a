#!lua
-- Writes fields of a hash; fields that are not named stay.
-- KEYS     1 record
-- ARGV     1 TTL mode, 2 TTL milliseconds (see ttl-rule), then field and value in turn
-- Returns  1 if the record is new, else 0
-- Errors   WRONGTYPE the key holds another type; nothing is written
--- @include "ttl-rule"
--- @include "write-fields"

local before = redis.call('PTTL', KEYS[1])
write_fields(KEYS[1], 3)
apply_ttl(KEYS[1], before)
return before == -2 and 1 or 0
