#!lua flags=allow-oom
-- Removes a field of a record; the last one takes the record with it. The expiry stays.
-- KEYS     1 record, then its indexes
-- ARGV     1 and 2 not used, those of indexes (see indexes), then the field
-- Returns  1 if the field existed, else 0
-- Errors   WRONGTYPE the record or an index holds another type; nothing is removed
--- @include "indexes"

local field = ARGV[first_argument]
if redis.call('HEXISTS', KEYS[1], field) == 0 then return 0 end
open_indexes(true)
redis.call('HDEL', KEYS[1], field)
local ttl = redis.call('PTTL', KEYS[1])
close_indexes(ttl ~= -2 and ttl or nil, function(name, text_before)
  return name ~= field and text_before
end)
return 1
