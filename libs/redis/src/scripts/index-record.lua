#!lua
-- Puts the entries of a record into its indexes, whoever wrote the record.
-- KEYS     1 record, then its indexes
-- ARGV     1 and 2 not used, those of indexes (see indexes)
-- Returns  1 if there is a record, else 0
-- Errors   WRONGTYPE the record or an index holds another type; nothing is written
--- @include "indexes"

local ttl = redis.call('PTTL', KEYS[1])
if ttl == -2 then return 0 end
redis.call('HLEN', KEYS[1])
open_indexes(true)
close_indexes(ttl, function(_, text)
  return text
end)
return 1
