-- Leases of one action's queue: redeliveries first, at most half of the quota, then what is due, tenant by tenant.
--- @include "trigger-bury"
--- @include "trigger-ttl-keys"

-- Until a tenant at its limit is looked at again, unless one of its leases in this queue ends before.
local AT_LIMIT_MS = 50
local MOST_TENANTS = 64
-- Of looks at a ring in which nothing was found: each puts right what stood there too early.
local MOST_LOOKS = 16

-- Leases as they are replied: member and record of each.
local items = {}
local items_length = 0

-- options: lease, tenant_limit (0: none), keys ('none', 'here', 'elsewhere'), linger, most_dead
local function tenant_room(tenant, options)
  if options.tenant_limit == 0 then return math.huge end
  local leases = tonumber(redis.call('HGET', busy, tenant) or 0) + (tallies[busy][tenant] or 0)
  return options.tenant_limit - leases
end

-- Members as ZADD takes them, all with the end of a new lease.
local function with_deadline(members, options)
  local deadline, entries, length = whole(now + options.lease), {}, 0
  for index = 1, #members do
    entries[length + 1], entries[length + 2] = deadline, members[index]
    length = length + 2
  end
  return entries
end

-- One for all leases of a turn: who holds which is a matter of member and token.
local turn_token
local function next_token()
  turn_token = turn_token or whole(redis.call('INCR', prefix .. 'token'))
  return turn_token
end

-- Gives leases whose deadlines are written. records: as in trigger-running, one for each member
local function give_leases(action, members, records)
  local first, last = items_length + 1, items_length
  for index = 1, #members do
    items[last + 1], items[last + 2] = members[index], records[index]
    last = last + 2
  end
  items_length = last
  redis.call('HSET', rrec, unpack(items, first, last))
  count('leased', action, #members)
end

-- Retries that are due, and deliveries whose lease ended.
local function redeliver(action, quota, max_attempts, options)
  local members = redis.call('ZRANGEBYSCORE', run_key(action), '-inf', now, 'LIMIT', 0, quota)
  if #members == 0 then return 0 end
  local records, leased, given, token = redis.call('HMGET', rrec, unpack(members)), {}, {}, next_token()
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
      else
        count('retrying', action, -1)
        add_to(busy, tenant, 1)
      end
      leased[#leased + 1] = member
      given[#leased] = running_text(token, running.attempt + 1, running.due, running.payload)
    end
  end
  if #leased > 0 then
    redis.call('ZADD', run_key(action), unpack(with_deadline(leased, options)))
    give_leases(action, leased, given)
  end
  return #leased
end

-- Makes members running. Those that are already are put off. Returns the others, when each was due, and how many of them
-- have had their key removed; the same of all members is given.
local function begin_running(action, tenant, members, dues, are_cleared, options)
  local run = run_key(action)
  local begun = redis.call('ZADD', run, 'NX', unpack(with_deadline(members, options)))
  local waited = redis.call('HLEN', waits) > 0 and redis.call('HMGET', waits, unpack(members))
  if begun == #members and not waited then return members, dues, are_cleared end
  local records = redis.call('HMGET', rrec, unpack(members))
  local free, free_dues, free_cleared = {}, {}, 0
  for index, member in ipairs(members) do
    local due = waited and waited[index] or dues[index]
    if records[index] then
      redis.call('HSETNX', waits, member, due)
      local ends = tonumber(redis.call('ZSCORE', run, member))
      redis.call('ZADD', due_key(action, tenant), math.max(ends, now) + 1, member)
    else
      redis.call('ZADD', run, whole(now + options.lease), member)
      free[#free + 1], free_dues[#free + 1] = member, due
      if index <= are_cleared then free_cleared = #free end
    end
  end
  return free, free_dues, free_cleared
end

-- Settles the keys of members. Those that another program has set anew get its time; returns the others, with when
-- each was due.
local function put_off_set_anew(action, tenant, members, dues, are_cleared, options)
  local later = settle_keys(members, are_cleared, options.linger, function(index) return tonumber(dues[index]) end)
  if not next(later) then return members, dues end
  local ready, ready_dues = {}, {}
  for index, member in ipairs(members) do
    if later[index] then
      redis.call('ZADD', due_key(action, tenant), later[index], member)
      redis.call('ZREM', run_key(action), member)
      redis.call('HDEL', waits, member)
    else
      ready[#ready + 1], ready_dues[#ready + 1] = member, dues[index]
    end
  end
  return ready, ready_dues
end

-- What of a tenant's due members can run now, in their order: they are running from here on. The others are due later.
-- Returns members, when each was due, and their payloads (false or nil: none).
local function ready_members(action, tenant, most, options)
  local is_here = options.keys == 'here'
  local are_cleared = is_here and cleared_rank(action, tenant) + 1 or 0
  local entries = redis.call('ZRANGEBYSCORE', due_key(action, tenant), '-inf', now, 'WITHSCORES', 'LIMIT', 0, most)
  local found = #entries / 2
  local members, dues = {}, {}
  for index = 1, found do members[index], dues[index] = entries[2 * index - 1], entries[2 * index] end
  if found > 0 then
    are_cleared = math.min(found, are_cleared)
    members, dues, are_cleared = begin_running(action, tenant, members, dues, are_cleared, options)
  end
  if is_here and #members > 0 then
    members, dues = put_off_set_anew(action, tenant, members, dues, are_cleared, options)
  end
  local number = #members
  local payloads = number > 0 and redis.call('HLEN', rec) > 0 and redis.call('HMGET', rec, unpack(members)) or {}
  if options.keys == 'elsewhere' then
    for index = 1, number do
      local due = tonumber(dues[index])
      if now >= due + options.linger then
        mark_seen(members[index], due)
      elseif now >= due + options.linger - EARLIEST_MS then
        mark_unsure(members[index])
      end
    end
  end
  return members, dues, payloads
end

-- Leases what of a tenant's queue can run now. Returns how many.
local function claim_from_queue(action, tenant, most, options)
  local members, dues, payloads = ready_members(action, tenant, most, options)
  local number = #members
  if number == 0 then return 0 end
  add_to(busy, tenant, number)
  count('scheduled', action, -number)
  local first_delivery, records = next_token() .. ':1:', {}
  for index = 1, number do records[index] = first_delivery .. dues[index] .. ':' .. (payloads[index] or '') end
  -- The new home first, the old one last.
  give_leases(action, members, records)
  if redis.call('HLEN', rec) > 0 then redis.call('HDEL', rec, unpack(members)) end
  if redis.call('HLEN', waits) > 0 then redis.call('HDEL', waits, unpack(members)) end
  -- They are the first of their queue.
  redis.call('ZREMRANGEBYRANK', due_key(action, tenant), 0, number - 1)
  return number
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
      local leased = claim_from_queue(action, tenant, share, options)
      claimed = claimed + leased
      local head = head_of(due_key(action, tenant))
      if head and head < now and options.keys == 'here' then
        clear_ahead(action, tenant, head, leased, options.linger)
      elseif has_cleared then
        redis.call('HDEL', cleared, action .. ':' .. tenant)
      end
      is_moved = is_moved or leased == 0 or not head or head > now
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
