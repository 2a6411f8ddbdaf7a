#!lua flags=no-writes
-- A page of the tenants that are pending or being removed. Both at one moment: a tenant on its way from the one to
-- the other is in neither page if they are read one after the other.
-- KEYS     1 pending set, 2 hash of the tenants being removed
-- ARGV     1 cursor of the set, 2 cursor of the hash, 'end' for the one that is through, 3 about how many of each
-- Returns  the next cursor of the set, that of the hash, then the tenants
-- Errors   WRONGTYPE KEYS <n>
--- @include "require-type"

local problem = wrong_type(1, 'set') or wrong_type(2, 'hash')
if problem then return problem end

local reply = { 'end', 'end' }
local function scan(index, command, width)
  if ARGV[index] == 'end' then return end
  local page = redis.call(command, KEYS[index], ARGV[index], 'COUNT', ARGV[3])
  if page[1] ~= '0' then reply[index] = page[1] end
  for position = 1, #page[2], width do reply[#reply + 1] = page[2][position] end
end
scan(1, 'SSCAN', 1)
scan(2, 'HSCAN', 2)
return reply
