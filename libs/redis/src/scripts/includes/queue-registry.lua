-- Keeps the registry of a service's queues true: a queue is in it as long as it has items, waiting or leased. The
-- registry never expires; a queue leaves it with its last item, or when the coordinator finds it empty.
local function update_registry(registry, name, list, leases)
  if redis.call('EXISTS', list, leases) > 0 then
    redis.call('ZADD', registry, 0, name)
  else
    redis.call('ZREM', registry, name)
  end
end
