#!lua flags=allow-oom
-- Takes items of a queue under a lease: first those whose lease ended or that were given back, then the list's.
-- KEYS     1 list, 2 leases, 3 registry of the service's queues
-- ARGV     1 the queue's name in the registry, 2 most items, 3 milliseconds of the lease, 4 first part of the tokens,
--          5 milliseconds that items are kept by default, or -1: for ever
-- Returns  the deadline in milliseconds, then attempt and text of each item; the nth one's token is the first part
--          with '.' and 999 + n
-- Errors   WRONGTYPE KEYS <n>: nothing is written
--- @include "require-type"
--- @include "server-time"
--- @include "leases"
--- @include "queue-registry"

local list, leases = KEYS[1], KEYS[2]
local problem = wrong_type(1, 'list') or wrong_type(2, 'zset') or wrong_type(3, 'zset')
if problem then return problem end

local limit, lease, token, kept = tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
local now = server_time()
local deadline = now + lease
local reply, leased, count = { string.format('%.0f', deadline) }, {}, 0

local function take(attempt, item)
  count = count + 1
  leased[2 * count - 1] = reply[1]
  -- Four digits each, so that members of one claim are in the order of its items.
  leased[2 * count] = token .. '.' .. (999 + count) .. ':' .. attempt .. '\0' .. item
  reply[2 * count] = attempt
  reply[2 * count + 1] = item
end

local due = redis.call('ZRANGEBYSCORE', leases, '-inf', now, 'LIMIT', 0, limit)
for _, member in ipairs(due) do
  local _, attempt, item = parse_member(member)
  take((attempt or 0) + 1, item or member)
end
local waiting = {}
if count < limit then
  waiting = redis.call('LRANGE', list, 0, limit - count - 1)
  for _, item in ipairs(waiting) do take(1, item) end
end

if count > 0 then
  local leases_before, list_before = redis.call('PTTL', leases), redis.call('PTTL', list)
  -- The new place first, the old one last.
  redis.call('ZADD', leases, unpack(leased))
  if #due > 0 then redis.call('ZREM', leases, unpack(due)) end
  if #waiting > 0 then redis.call('LTRIM', list, #waiting, -1) end
  outlive(leases, leases_before, (kept == -1 or list_before == -1) and -1 or math.max(kept, list_before) + lease)
end
update_registry(KEYS[3], ARGV[1], list, leases)
return reply
