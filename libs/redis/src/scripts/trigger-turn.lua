#!lua flags=allow-oom
-- One turn of a worker at a partition: settles the leases it is through with, then leases what is due.
-- KEYS     1 prefix of the partition, 2 a key that never exists
-- ARGV     1 shift of the clock, 2 most items to lease (0: settle only), 3 milliseconds of the lease, 4 most leases of
--          one tenant (0: any), 5 where TTL keys are: 'none', 'here' (this server, deleted here) or 'elsewhere',
--          6 milliseconds they outlive the due time, 7 dead letters kept per tenant, 8 milliseconds they are kept;
--          then five lists, each after its length: acks (token, number of its members, members), retries (member,
--          token, delay in milliseconds, 1 if the attempt counts), deferrals (member, token, time), dead letters
--          (member, token, error, stack), actions (action, free handlers, most attempts); then members whose key was
--          found gone, each with the due time
-- Returns  the server's time, when to turn again (-1: nothing is pending for these actions), what was stale (member,
--          token), and the leases (member, record: see trigger-running)
-- Errors   WRONGTYPE. What is settled stays settled: sent again, it is stale
--- @include "trigger-partition"
--- @include "trigger-settle"
--- @include "trigger-claim"

require_types()
write_past_max_memory()
local limit = tonumber(ARGV[2])
local options = {
  lease = tonumber(ARGV[3]),
  tenant_limit = tonumber(ARGV[4]),
  keys = ARGV[5],
  linger = tonumber(ARGV[6]),
  most_dead = tonumber(ARGV[7]),
}

local at = settle_acks(9)
at = each_argument(at, 4, settle_retry)
at = each_argument(at, 3, settle_defer)
at = each_argument(at, 4, function(item) settle_bury(item, options.most_dead) end)

local actions, names, handled = {}, {}, {}
at = each_argument(at, 3, function(item)
  local action = { name = ARGV[item], free = tonumber(ARGV[item + 1]), max_attempts = tonumber(ARGV[item + 2]) }
  actions[#actions + 1] = action
  names[#names + 1] = action.name
  handled[action.name] = true
end)
for item = at, #ARGV, 2 do mark_seen(ARGV[item], tonumber(ARGV[item + 1])) end
for action in pairs(touched) do update_lane(action) end

local function read_lanes()
  local wakes = #names > 0 and redis.call('ZMSCORE', lanes, unpack(names)) or {}
  for index, action in ipairs(actions) do action.wake = wakes[index] and tonumber(wakes[index]) or nil end
end

-- The queues that can go on, longest overdue first.
local function ready_actions()
  local ready = {}
  for _, action in ipairs(actions) do
    if action.free > 0 and action.wake and action.wake <= now then ready[#ready + 1] = action end
  end
  table.sort(ready, function(a, b) return a.wake < b.wake end)
  return ready
end

read_lanes()
local left = limit
local left_before
repeat
  left_before = left
  local ready = ready_actions()
  for position, action in ipairs(ready) do
    local quota = math.min(math.ceil(left / (#ready - position + 1)), action.free)
    if quota > 0 then
      local claimed = claim_from(action.name, quota, action.max_attempts, options)
      action.free = action.free - claimed
      left = left - claimed
      action.wake = update_lane(action.name)
    end
  end
until left == 0 or left == left_before

if limit > 0 then
  trim_dead(tonumber(ARGV[8]))
  trim_seen()
  if #names > 0 and redis.call('ZCARD', unhandled) > 0 then redis.call('ZREM', unhandled, unpack(names)) end
  for _, action in ipairs(redis.call('ZRANGEBYSCORE', lanes, '-inf', now, 'LIMIT', 0, #names + 8)) do
    if not handled[action] then redis.call('ZADD', unhandled, 'NX', now, action) end
  end
end
write_tallies()

local next_wake = -1
for _, action in ipairs(actions) do
  if action.free > 0 and action.wake and (next_wake == -1 or action.wake < next_wake) then
    next_wake = math.ceil(action.wake)
  end
end
return { now, next_wake, stale, items }
