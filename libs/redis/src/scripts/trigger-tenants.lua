#!lua flags=no-writes
-- How many triggers of a partition are scheduled for each tenant, for a bounded number of queues.
-- KEYS     1 prefix of the partition, 2 a key that never exists
-- ARGV     1 shift of the clock, 2 most actions, 3 most queues, those of all actions together
-- Returns  1 if every queue was looked at, else 0; then tenant and number in turn, a tenant once for each of its actions
-- Errors   WRONGTYPE
--- @include "trigger-partition"

local most_actions, left = tonumber(ARGV[2]), tonumber(ARGV[3])
local reply = { redis.call('ZCARD', lanes) <= most_actions and 1 or 0 }
for _, action in ipairs(redis.call('ZRANGE', lanes, 0, most_actions - 1)) do
  local tenants = redis.call('ZRANGE', ring_key(action), 0, left)
  if #tenants > left then reply[1] = 0 end
  for index = 1, math.min(#tenants, left) do
    reply[#reply + 1] = tenants[index]
    reply[#reply + 1] = redis.call('ZCARD', due_key(action, tenants[index]))
  end
  left = math.max(0, left - #tenants)
end
return reply
