#!lua
-- Replaces a hash as a whole: fields that are not named are gone.
-- KEYS     1 record, then its indexes
-- ARGV     1 TTL mode, 2 TTL milliseconds (see ttl-rule), those of indexes (see indexes), then field and text in turn
-- Returns  1 if the record is new, else 0
-- Errors   WRONGTYPE the record or an index holds another type; nothing is written
--- @include "ttl-rule"
--- @include "indexes" | "no-indexes"
--- @include "write-fields"

local before = redis.call('PTTL', KEYS[1])
local ttl = tonumber(ttl_change(before) or before)
redis.call('HLEN', KEYS[1]) -- raises WRONGTYPE before anything is removed
open_indexes(before ~= -2)
redis.call('UNLINK', KEYS[1])
write_fields(first_argument)
if ttl ~= -1 then redis.call('PEXPIRE', KEYS[1], ttl) end
close_indexes(ttl, function(field)
  return text_written(first_argument, field) or false
end)
return before == -2 and 1 or 0
