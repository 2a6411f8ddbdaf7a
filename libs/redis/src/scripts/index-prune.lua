#!lua
-- Removes an entry from an index, unless by now it says what its record says.
-- KEYS     1 record, 2 index
-- ARGV     1 and 2 not used, 3 to 5 of the index (see indexes), 6 the text the entry stands under
-- Returns  1 if the entry was removed, else 0
-- Errors   WRONGTYPE the index holds another type
--- @include "indexes"

local index = { key = KEYS[2], field = ARGV[3], prefix = KEYS[1]:sub(1, -#ARGV[5] - 1) }
local entry = ARGV[6] .. '\0' .. ARGV[5]
if is_current(index, entry) then return 0 end
return redis.call('ZREM', index.key, entry)
