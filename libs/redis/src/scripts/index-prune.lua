#!lua flags=allow-oom
-- Removes an entry from an index, unless by now it says what its record says.
-- KEYS     1 record, 2 index
-- ARGV     1 and 2 not used, 3 and 4 of the index (see indexes), 5 the entry
-- Returns  1 if the entry was removed, else 0
-- Errors   WRONGTYPE the index holds another type
--- @include "indexes"

local is_of_records = ARGV[4]:find('%z')
local index = { key = KEYS[2], field = not is_of_records and ARGV[4], entry = is_of_records and ARGV[4] }
if is_current(index, ARGV[5]) then return 0 end
return redis.call('ZREM', index.key, ARGV[5])
