#!lua flags=allow-oom
-- Removes a record with its entries in indexes.
-- KEYS     1 record, then its indexes
-- ARGV     1 and 2 not used, those of indexes (see indexes)
-- Returns  1 if there was a record, else 0
-- Errors   WRONGTYPE an index holds another type; nothing is removed
--- @include "indexes"

-- What another program has put in the record's place goes too, as with UNLINK.
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'hash' and kind ~= 'none' then return redis.call('UNLINK', KEYS[1]) end
open_indexes(true) -- a record that has expired leaves the entry of its own that stands in an index of records
local removed = redis.call('UNLINK', KEYS[1])
close_indexes(nil)
return removed
