-- What became of leases: acks, retries, hand-backs, deferrals and dead letters.
--- @include "trigger-bury"

local touched, stale = {}, {}
local COLON = 58

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

-- Acks are what there is most of: they are settled together. member, token
local function settle_acks(from)
  local last = from + 2 * tonumber(ARGV[from])
  if last == from then return from + 1 end
  local members, by_action, tenant_of = {}, {}, {}
  for at = from + 1, last, 2 do members[#members + 1] = ARGV[at] end
  local records = redis.call('HMGET', rrec, unpack(members))
  for index, member in ipairs(members) do
    local record, token = records[index], ARGV[from + 2 * index]
    local is_held = record and token ~= '0' and not tenant_of[member]
    if is_held and record:find(token, 1, true) == 1 and record:byte(#token + 1) == COLON then
      local tenant, action = names_of(member)
      tenant_of[member] = tenant
      local ended = by_action[action]
      if not ended then
        ended = { members = {}, tenants = {} }
        by_action[action] = ended
      end
      ended.members[#ended.members + 1] = member
      ended.tenants[tenant] = (ended.tenants[tenant] or 0) + 1
    else
      stale[#stale + 1] = member
      stale[#stale + 1] = token
    end
  end
  for action, ended in pairs(by_action) do
    touched[action] = true
    end_leases(action, ended.members, ended.tenants)
    if redis.call('HLEN', waits) > 0 then
      for _, member in ipairs(ended.members) do end_wait(member, action, tenant_of[member]) end
    end
  end
  return last + 1
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
