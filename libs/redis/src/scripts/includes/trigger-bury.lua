-- Makes dead letters, and keeps them bounded by number and age.
--- @include "trigger-running"
--- @include "trigger-dead"

local MOST_TRIMMED = 20

-- most: dead letters kept per tenant
local function bury(member, action, tenant, running, most, message, stack)
  local dead, drec = dead_keys(tenant)
  local id = string.format('%.0f', redis.call('INCR', prefix .. 'token'))
  redis.call('HSET', drec, id, cjson.encode({
    key = member,
    dueMs = running.due,
    buriedMs = now,
    attempts = running.attempt,
    payload = running.payload,
    error = message,
    stack = stack,
  }))
  redis.call('ZADD', dead, id, id)
  redis.call('ZADD', prefix .. 'deadring', 'NX', now, tenant)
  add_to(counts, 'dead', 1)
  local surplus = redis.call('ZCARD', dead) - most
  if surplus > 0 then remove_dead(tenant, redis.call('ZRANGE', dead, 0, math.min(surplus, MOST_TRIMMED) - 1)) end
  end_running(member, action, tenant, running)
end

-- Removes what is older than `age`, a bounded number per call.
local function trim_dead(age)
  for _ = 1, MOST_TRIMMED do
    local oldest = redis.call('ZRANGE', prefix .. 'deadring', 0, 0, 'WITHSCORES')
    if not oldest[2] or tonumber(oldest[2]) > now - age then return end
    local ids = redis.call('ZRANGE', (dead_keys(oldest[1])), 0, 0)
    if ids[1] then remove_dead(oldest[1], ids) else redis.call('ZREM', prefix .. 'deadring', oldest[1]) end
  end
end
