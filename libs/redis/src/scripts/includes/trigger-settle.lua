-- What became of leases: acks, retries, hand-backs, deferrals and dead letters.
--- @include "trigger-bury"

local touched, stale = {}, {}

-- A list of `width` arguments each, after its length at `from`. visit(position of the item) -> returns where it ended.
local function each_argument(from, width, visit)
  local last = from + tonumber(ARGV[from]) * width
  for at = from + 1, last, width do visit(at) end
  return last + 1
end

-- The running occurrence, if member ARGV[at] is held with token ARGV[at + 1]; otherwise the pair is stale.
local function held(at)
  local running = parse_running(redis.call('HGET', rrec, ARGV[at]))
  if not running or running.token == '0' or running.token ~= ARGV[at + 1] then
    stale[#stale + 1] = ARGV[at]
    stale[#stale + 1] = ARGV[at + 1]
    return nil
  end
  local tenant, action = names_of(ARGV[at])
  touched[action] = true
  return running, action, tenant
end

-- Ends leases of one action. acks: members, the token of each, how many of each tenant; a member may be among them twice
local function settle_acks_of(action, acks)
  local members, tenants = acks.members, acks.tenants
  if redis.call('HDEL', rrec, unpack(members)) < #members then
    local settled = {}
    for index, member in ipairs(members) do
      if settled[member] then
        local tenant = names_of(member)
        tenants[tenant] = tenants[tenant] - 1
        stale[#stale + 1] = member
        stale[#stale + 1] = acks.tokens[index]
      end
      settled[member] = true
    end
  end
  redis.call('ZREM', run_key(action), unpack(members))
  for tenant, number in pairs(tenants) do end_lease(action, tenant, number) end
  if redis.call('HLEN', waits) > 0 then
    for _, member in ipairs(members) do end_wait(member, action, (names_of(member))) end
  end
  touched[action] = true
end

-- Puts acks of one token, ARGV[first] to ARGV[last], to those of their actions.
local function sort_acks(by_action, token, first, last)
  local records = redis.call('HMGET', rrec, unpack(ARGV, first, last))
  local beginning, ended, ended_action = token .. ':', nil, nil
  for at = first, last do
    local member, record = ARGV[at], records[at - first + 1]
    if record and token ~= '0' and record:sub(1, #beginning) == beginning then
      local tenant, action = names_of(member)
      if action ~= ended_action then
        ended = by_action[action] or { members = {}, tokens = {}, tenants = {}, length = 0 }
        ended_action, by_action[action] = action, ended
      end
      local length = ended.length + 1
      ended.length, ended.members[length], ended.tokens[length] = length, member, token
      ended.tenants[tenant] = (ended.tenants[tenant] or 0) + 1
    else
      stale[#stale + 1] = member
      stale[#stale + 1] = token
    end
  end
end

-- Acks are what there is most of: they are settled together, by action. The number of tokens, then for each of them the
-- token, the number of its members, and those.
local function settle_acks(from)
  local by_action, at = {}, from + 1
  for _ = 1, tonumber(ARGV[from]) do
    local first, number = at + 2, tonumber(ARGV[at + 1])
    sort_acks(by_action, ARGV[at], first, first + number - 1)
    at = first + number
  end
  for action, acks in pairs(by_action) do settle_acks_of(action, acks) end
  return at
end

-- member, token, milliseconds from now, 1 if the attempt counts
local function settle_retry(at)
  local running, action, tenant = held(at)
  if not running then return end
  local attempt = running.attempt - (ARGV[at + 3] == '1' and 0 or 1)
  redis.call('HSET', rrec, ARGV[at], running_text(0, attempt, running.due, running.payload))
  redis.call('ZADD', run_key(action), now + tonumber(ARGV[at + 2]), ARGV[at])
  count('retrying', action, 1)
  end_lease(action, tenant)
end

-- member, token, time. Another program has set the key to expire later; unless it is scheduled anew here.
local function settle_defer(at)
  local running, action, tenant = held(at)
  if not running then return end
  local member, due = ARGV[at], ARGV[at + 2]
  if not redis.call('ZSCORE', due_key(action, tenant), member) then
    if running.payload ~= '' then redis.call('HSET', rec, member, running.payload) end
    redis.call('ZADD', due_key(action, tenant), due, member)
    count('scheduled', action, 1)
  end
  end_running(member, action, tenant, running)
  update_ring(action, tenant)
end

-- member, token, error, stack
local function settle_bury(at, most)
  local running, action, tenant = held(at)
  if running then bury(ARGV[at], action, tenant, running, most, ARGV[at + 2], ARGV[at + 3]) end
end
