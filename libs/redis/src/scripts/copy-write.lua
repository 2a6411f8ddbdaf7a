#!lua
-- Puts a copied value in its place, or removes it, unless another program has written there.
-- KEYS     1 key
-- ARGV     1 digest of what the copy has put there before, or '', 2 digest of what it puts there now, '' to remove,
--          3 milliseconds since 1970 at which it expires, 0 for never, 4 the serialized value
-- Returns  1 if it is as wanted, 0 if another program's value is there: nothing is changed
-- Errors   those of RESTORE: nothing is changed
--- @include "value-digest"

local current = digest_of(KEYS[1])
if current ~= '' and current ~= ARGV[1] and current ~= ARGV[2] then return 0 end
if ARGV[2] == '' then
  redis.call('UNLINK', KEYS[1])
else
  redis.call('RESTORE', KEYS[1], ARGV[3], ARGV[4], 'REPLACE', 'ABSTTL')
end
return 1
