#!lua flags=allow-oom
-- Looks for anything left in the queues of a service, a bounded number of them per call, and drops from the registry
-- those that are gone.
-- KEYS     1 what the keys of all the queues' lists begin with, 2 registry of the service's queues
-- ARGV     1 what follows the list's key in the key of its leases, 2 name of the queue to go on behind, or '' to
--          begin, 3 most queues of the registry to look at, then names of further queues to look at
-- Returns  1 if a queue has items, waiting or leased, else 0; then the name to go on behind, or '' if there are no more
-- Errors   WRONGTYPE KEYS <n>: nothing is dropped
--- @include "require-type"

local problem = wrong_type(2, 'zset')
if problem then return problem end

local function has_items(name)
  local list = KEYS[1] .. name
  return redis.call('EXISTS', list, list .. ARGV[1]) > 0
end

for index = 4, #ARGV do
  if has_items(ARGV[index]) then
    redis.call('ZADD', KEYS[2], 0, ARGV[index])
    return { 1, '' }
  end
end

local first = ARGV[2] == '' and '-' or '(' .. ARGV[2]
local names = redis.call('ZRANGEBYLEX', KEYS[2], first, '+', 'LIMIT', 0, ARGV[3])
for _, name in ipairs(names) do
  if has_items(name) then return { 1, '' } end
  redis.call('ZREM', KEYS[2], name)
end
return { 0, #names == tonumber(ARGV[3]) and names[#names] or '' }
