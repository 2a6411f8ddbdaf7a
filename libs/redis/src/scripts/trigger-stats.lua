#!lua flags=no-writes
-- What a partition holds. Counts are exact; what is overdue is looked up among a bounded number of tenants.
-- KEYS     1 prefix of the partition, 2 a key that never exists
-- ARGV     1 shift of the clock, 2 most actions, 3 most tenants, those of all actions together
-- Returns  the server's time, 1 if every action and tenant was looked at, then the numbers scheduled, leased, retrying
--          and dead, then for each action its name, the numbers scheduled, leased, retrying and overdue, the due time
--          of its oldest overdue trigger or -1, and since when nobody could run it or -1
-- Errors   WRONGTYPE
--- @include "trigger-partition"

-- So much later than its head, in milliseconds, a queue may stand in a ring: of tenants at their limit, see trigger-claim.
local LATEST_PLACE = 50
local most_actions, tenants_left = tonumber(ARGV[2]), tonumber(ARGV[3])
-- As many as there are actions with something in them.
local stored, numbers = redis.call('HGETALL', counts), {}
local totals = { scheduled = 0, leased = 0, retrying = 0, dead = 0 }
for index = 1, #stored, 2 do
  local number = tonumber(stored[index + 1])
  numbers[stored[index]] = number
  local state = stored[index]:match('^%a+')
  totals[state] = totals[state] + number
end
local reply = { now, redis.call('ZCARD', lanes) <= most_actions and 1 or 0 }
for _, state in ipairs({ 'scheduled', 'leased', 'retrying', 'dead' }) do reply[#reply + 1] = totals[state] end

for _, action in ipairs(redis.call('ZRANGE', lanes, 0, most_actions - 1)) do
  local late = redis.call('ZRANGEBYSCORE', ring_key(action), '-inf', now + LATEST_PLACE, 'LIMIT', 0, tenants_left + 1)
  if #late > tenants_left then reply[2] = 0 end
  local overdue, oldest = 0, -1
  for index = 1, math.min(#late, tenants_left) do
    local queue = due_key(action, late[index])
    local head = head_of(queue)
    if head and head <= now then
      overdue = overdue + redis.call('ZCOUNT', queue, '-inf', now)
      if oldest == -1 or head < oldest then oldest = head end
    end
  end
  tenants_left = math.max(0, tenants_left - #late)
  local values = {}
  for _, state in ipairs({ 'scheduled', 'leased', 'retrying' }) do
    values[#values + 1] = numbers[state .. ':' .. action] or 0
  end
  local since = tonumber(redis.call('ZSCORE', unhandled, action) or -1)
  for _, value in ipairs({ action, values[1], values[2], values[3], overdue, oldest, since }) do
    reply[#reply + 1] = value
  end
end
return reply
