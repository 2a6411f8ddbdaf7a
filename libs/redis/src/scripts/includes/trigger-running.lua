-- The running occurrence of a member: '<token>:<attempt>:<due time>:<payload>'. Who knows the token holds the lease;
-- token 0: nobody, it waits for its retry. The attempt is the number of deliveries that began.

local function parse_running(record)
  if not record then return nil end
  local token, attempt, due, payload = record:match('^(%d+):(%d+):(%d+):(.*)$')
  return { token = token, attempt = tonumber(attempt), due = tonumber(due), payload = payload }
end

-- Numbers here have at most fourteen digits, which Lua writes as they are.
local function running_text(token, attempt, due, payload)
  return token .. ':' .. attempt .. ':' .. due .. ':' .. payload
end

-- Lets the occurrence that waited for this one to end become due at its own time.
local function end_wait(member, action, tenant)
  local due = redis.call('HGET', waits, member)
  if not due then return end
  redis.call('ZADD', due_key(action, tenant), 'XX', due, member)
  redis.call('ZADD', ring_key(action), 'LT', due, tenant)
  redis.call('HDEL', waits, member)
end

-- Leases of a tenant ended: it may have been at its limit.
local function end_lease(action, tenant, number)
  count('leased', action, -(number or 1))
  add_to(busy, tenant, -(number or 1))
  redis.call('ZADD', ring_key(action), 'XX', 'LT', now, tenant)
end

-- The occurrence is over: what it became, if anything, is written already.
local function end_running(member, action, tenant, running)
  redis.call('ZREM', run_key(action), member)
  redis.call('HDEL', rrec, member)
  if running.token == '0' then count('retrying', action, -1) else end_lease(action, tenant) end
  end_wait(member, action, tenant)
end
