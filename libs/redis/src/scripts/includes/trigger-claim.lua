-- Leases of one action's queue: redeliveries first, at most half of the quota, then what is due, tenant by tenant.
--- @include "trigger-bury"
--- @include "trigger-ttl-keys"

-- Until a tenant at its limit is looked at again, unless one of its leases in this queue ends before.
local AT_LIMIT_MS = 50
local MOST_TENANTS = 64
-- Of looks at a ring in which nothing was found: each puts right what stood there too early.
local MOST_LOOKS = 16

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
  local deadline, at = now + options.lease, #items
  for index, claim in ipairs(claims) do
    local record, member = 2 * index, claim.member
    records[record - 1], records[record] = member, running_text(token + index, claim.attempt, claim.due, claim.payload)
    deadlines[record - 1], deadlines[record] = deadline, member
    add_to(busy, claim.tenant, 1)
    items[at + 1], items[at + 2], items[at + 3] = claim.member, claim.due, claim.attempt
    items[at + 4], items[at + 5] = token + index, claim.payload
    at = at + 5
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
  local runnable, dues, texts = {}, {}, {}
  -- Of the members that can run, those whose key was removed ahead come first.
  local last_cleared = options.keys == 'here' and cleared_rank(action, tenant) or -1
  local are_cleared = 0
  for index, member in ipairs(members) do
    local due = tonumber(waited[index] or entries[2 * index])
    if running[index] then
      redis.call('HSETNX', waits, member, string.format('%.0f', due))
      redis.call('ZADD', queue, math.max(tonumber(running[index]), now) + 1, member)
    else
      local at = #runnable + 1
      runnable[at], dues[at], texts[at] = member, due, payloads[index] or ''
      if index - 1 <= last_cleared then are_cleared = at end
    end
  end
  local later = options.keys == 'here' and settle_keys(runnable, dues, are_cleared, options.linger) or {}
  local names = {}
  for at, member in ipairs(runnable) do
    if later[at] then
      redis.call('ZADD', queue, later[at], member)
      redis.call('HDEL', waits, member)
    else
      if options.keys == 'elsewhere' and now >= dues[at] + options.linger then mark_seen(member, dues[at]) end
      ready[#ready + 1] = { member = member, tenant = tenant, due = dues[at], attempt = 1, payload = texts[at] }
      names[#names + 1] = member
    end
  end
  return ready, names
end

-- Returns how many were leased, and whether a place in the ring was put right.
local function claim_from_ring(action, quota, options)
  local ring = ring_key(action)
  local most = math.min(quota, MOST_TENANTS)
  local tenants = redis.call('ZRANGEBYSCORE', ring, '-inf', now, 'LIMIT', 0, most)
  local claimed, is_moved = 0, false
  for position, tenant in ipairs(tenants) do
    local share = math.ceil((quota - claimed) / (#tenants - position + 1))
    share = math.min(share, tenant_room(tenant, options))
    if share <= 0 then
      redis.call('ZADD', ring, now + AT_LIMIT_MS, tenant)
      is_moved = true
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
      if head and head < now and options.keys == 'here' then
        clear_ahead(action, tenant, #ready, options.linger)
      elseif has_cleared then
        redis.call('HDEL', cleared, action .. ':' .. tenant)
      end
      is_moved = is_moved or #ready == 0 or not head or head > now
      if not head then
        redis.call('ZREM', ring, tenant)
      else
        -- Behind those that wait since before this millisecond, and within it in the order of service.
        redis.call('ZADD', ring, head > now and head or now - 1 + position / 1000, tenant)
      end
    end
  end
  return claimed, is_moved
end

local function claim_due(action, quota, options)
  for _ = 1, MOST_LOOKS do
    local claimed, is_moved = claim_from_ring(action, quota, options)
    if claimed > 0 or not is_moved then return claimed end
  end
  return 0
end

local function claim_from(action, quota, max_attempts, options)
  local head = head_of(ring_key(action))
  local share = head and head <= now and math.ceil(quota / 2) or quota
  local claimed = redeliver(action, share, max_attempts, options)
  if claimed < quota then claimed = claimed + claim_due(action, quota - claimed, options) end
  return claimed
end
