-- Leases of one action's queue: redeliveries first, at most half of the quota, then what is due, tenant by tenant.
--- @include "trigger-bury"
--- @include "trigger-seen"
--- @include "trigger-own-key"

-- Until a tenant at its limit is looked at again, unless one of its leases in this queue ends before.
local AT_LIMIT_MS = 50
local MOST_TENANTS = 64

local items = {}

-- options: lease, tenant_limit (0: none), keys ('none', 'here', 'elsewhere'), linger, most_dead
local function tenant_room(tenant, options)
  if options.tenant_limit == 0 then return math.huge end
  local leases = tonumber(redis.call('HGET', busy, tenant) or 0) + (tallies[busy][tenant] or 0)
  return options.tenant_limit - leases
end

-- Writes the leases. claims: { member, tenant, due, attempt, payload }
local function lease(action, claims, options)
  if #claims == 0 then return end
  local token = redis.call('INCRBY', prefix .. 'token', #claims) - #claims
  local records, deadlines = {}, {}
  for index, claim in ipairs(claims) do
    records[2 * index - 1] = claim.member
    records[2 * index] = running_text(token + index, claim.attempt, claim.due, claim.payload)
    deadlines[2 * index - 1] = now + options.lease
    deadlines[2 * index] = claim.member
    add_to(busy, claim.tenant, 1)
    for _, value in ipairs({ claim.member, claim.due, claim.attempt, token + index, claim.payload }) do
      items[#items + 1] = value
    end
  end
  redis.call('HSET', rrec, unpack(records))
  redis.call('ZADD', run_key(action), unpack(deadlines))
  count('leased', action, #claims)
end

-- Retries that are due, and deliveries whose lease ended.
local function redeliver(action, quota, max_attempts, options)
  local members = redis.call('ZRANGEBYSCORE', run_key(action), '-inf', now, 'LIMIT', 0, quota)
  if #members == 0 then return 0 end
  local records, claims = redis.call('HMGET', rrec, unpack(members)), {}
  for index, member in ipairs(members) do
    local tenant = names_of(member)
    local running = parse_running(records[index]) or { token = '0', attempt = 0, due = now, payload = '' }
    local crashed = running.token ~= '0'
    if crashed and running.attempt >= max_attempts then
      bury(member, action, tenant, running, options.most_dead, 'Its worker stopped, or held its lease no longer.', '')
    elseif not crashed and tenant_room(tenant, options) <= 0 then
      redis.call('ZADD', run_key(action), now + AT_LIMIT_MS, member)
    else
      if crashed then
        count('leased', action, -1)
        add_to(busy, tenant, -1)
      else
        count('retrying', action, -1)
      end
      running.member, running.tenant, running.attempt = member, tenant, running.attempt + 1
      claims[#claims + 1] = running
    end
  end
  lease(action, claims, options)
  return #claims
end

-- When another program lets the trigger's key expire, if that is later; otherwise the key goes without an event.
local function later_expiry(member, due, options)
  local value = redis.pcall('GETRANGE', member, 0, #OWN_KEY_VALUE - 1)
  if type(value) ~= 'string' then return nil end
  if value == OWN_KEY_VALUE then
    redis.call('UNLINK', member)
    return nil
  end
  local ttl = redis.call('PTTL', member)
  if ttl == -2 then
    mark_seen(member, due)
  elseif ttl >= 0 then
    if now + ttl > due + options.linger then return now + ttl end
    redis.call('UNLINK', member)
  end
  return nil
end

-- What of a tenant's due members can run now. The others get a later time.
local function ready_members(action, tenant, most, options)
  local queue = due_key(action, tenant)
  local entries = redis.call('ZRANGEBYSCORE', queue, '-inf', now, 'WITHSCORES', 'LIMIT', 0, most)
  local members, ready = {}, {}
  for index = 1, #entries, 2 do members[#members + 1] = entries[index] end
  if #members == 0 then return ready, ready end
  local running = redis.call('ZMSCORE', run_key(action), unpack(members))
  local payloads = redis.call('HLEN', rec) > 0 and redis.call('HMGET', rec, unpack(members)) or {}
  local waited = redis.call('HLEN', waits) > 0 and redis.call('HMGET', waits, unpack(members)) or {}
  local names = {}
  for index, member in ipairs(members) do
    local due = tonumber(waited[index] or entries[2 * index])
    if running[index] then
      redis.call('HSETNX', waits, member, string.format('%.0f', due))
      redis.call('ZADD', queue, math.max(tonumber(running[index]), now) + 1, member)
    else
      local moved = options.keys == 'here' and later_expiry(member, due, options)
      if moved then
        redis.call('ZADD', queue, moved, member)
        redis.call('HDEL', waits, member)
      else
        if options.keys == 'elsewhere' and now >= due + options.linger then mark_seen(member, due) end
        local payload = payloads[index] or ''
        ready[#ready + 1] = { member = member, tenant = tenant, due = due, attempt = 1, payload = payload }
        names[#names + 1] = member
      end
    end
  end
  return ready, names
end

local function claim_due(action, quota, options)
  local ring = ring_key(action)
  local most = math.min(quota, MOST_TENANTS)
  local tenants = redis.call('ZRANGEBYSCORE', ring, '-inf', now, 'LIMIT', 0, most)
  local claimed = 0
  for position, tenant in ipairs(tenants) do
    local share = math.ceil((quota - claimed) / (#tenants - position + 1))
    share = math.min(share, tenant_room(tenant, options))
    if share <= 0 then
      redis.call('ZADD', ring, now + AT_LIMIT_MS, tenant)
    else
      local ready, names = ready_members(action, tenant, share, options)
      -- The new home first, the old one last.
      lease(action, ready, options)
      if #names > 0 then
        redis.call('HDEL', rec, unpack(names))
        redis.call('HDEL', waits, unpack(names))
        redis.call('ZREM', due_key(action, tenant), unpack(names))
        count('scheduled', action, -#names)
      end
      claimed = claimed + #ready
      local head = head_of(due_key(action, tenant))
      if not head then
        redis.call('ZREM', ring, tenant)
      else
        -- Behind those that wait since before this millisecond, and within it in the order of service.
        redis.call('ZADD', ring, head > now and head or now - 1 + position / 1000, tenant)
      end
    end
  end
  return claimed
end

local function claim_from(action, quota, max_attempts, options)
  local head = head_of(ring_key(action))
  local share = head and head <= now and math.ceil(quota / 2) or quota
  local claimed = redeliver(action, share, max_attempts, options)
  if claimed < quota then claimed = claimed + claim_due(action, quota - claimed, options) end
  return claimed
end
