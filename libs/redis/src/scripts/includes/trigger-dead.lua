-- Dead letters of a tenant:
--   dead:<tenant>  sorted set  id -> id, a number that rises
--   drec:<tenant>  hash        id -> JSON
--   deadring       sorted set  tenant -> when its oldest was buried

local function dead_keys(tenant) return prefix .. 'dead:' .. tenant, prefix .. 'drec:' .. tenant end

local function remove_dead(tenant, ids)
  local dead, drec = dead_keys(tenant)
  redis.call('HDEL', drec, unpack(ids))
  local removed = redis.call('ZREM', dead, unpack(ids))
  add_to(counts, 'dead', -removed)
  local oldest = redis.call('ZRANGE', dead, 0, 0)[1]
  local record = oldest and redis.call('HGET', drec, oldest)
  if record then
    redis.call('ZADD', prefix .. 'deadring', cjson.decode(record).buriedMs, tenant)
  else
    redis.call('ZREM', prefix .. 'deadring', tenant)
  end
  return removed
end
