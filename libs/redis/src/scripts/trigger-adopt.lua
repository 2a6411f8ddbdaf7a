#!lua
-- Keys of triggers expired: makes those triggers due that this engine does not know of, unless another listener has
-- reported the same expiry.
-- KEYS     1 prefix of the partition, 2 a key that never exists
-- ARGV     1 shift of the clock, 2 id of the listener, 3 milliseconds in which listeners report the same expiry, 4 nudge
--          channel, then for each key: its member, and milliseconds since the listener subscribed ('inf': long ago):
--          what others reported before is an expiry it was not told of. No member twice
-- Returns  for each key, 1 if its trigger is due now because of this call, else 0
-- Errors   WRONGTYPE, OOM, NOPERM for the channel: nothing is written
--- @include "trigger-partition"
--- @include "trigger-seen"

require_types()
local listener, window = '\0' .. ARGV[2], tonumber(ARGV[3])
local reply, reports, queues, woken = {}, {}, {}, {}

local function queue_of(member)
  local tenant, action = names_of(member)
  local key = due_key(action, tenant)
  if not queues[key] then
    redis.call('ZCARD', ring_key(action))
    queues[key] = { action = action, tenant = tenant, entries = {} }
  end
  return queues[key], key
end

for at = 5, #ARGV, 2 do
  local member = ARGV[at]
  local queue, key = queue_of(member)
  local scheduled = redis.call('ZSCORE', key, member)
  local reported = redis.call('ZMSCORE', seen, member, member .. listener, unsure_name(member))
  local last = tonumber(reported[1] or '-inf')
  local own = math.max(tonumber(reported[2] or '-inf'), now - tonumber(ARGV[at + 1]))
  local is_repeated = last > now - window and own < last
  local is_due = not is_repeated and not scheduled and now > tonumber(reported[3] or '-inf') + UNSURE_MS
  reply[#reply + 1] = is_due and 1 or 0
  reports[#reports + 1] = now
  reports[#reports + 1] = member .. listener
  if not is_repeated then
    reports[#reports + 1] = now
    reports[#reports + 1] = member
  end
  if is_due then
    queue.entries[#queue.entries + 1] = now
    queue.entries[#queue.entries + 1] = member
    woken[queue.action] = true
  end
end

-- The first thing with an effect, because it is the one that permissions may forbid.
for action in pairs(woken) do
  local wake = redis.call('ZSCORE', lanes, action)
  if not wake or now < tonumber(wake) then
    redis.call('PUBLISH', ARGV[4], string.format('%.0f', now) .. ' ' .. action)
  end
end
redis.call('ZADD', seen, unpack(reports))
trim_seen()
for key, queue in pairs(queues) do
  if #queue.entries > 0 then
    redis.call('ZADD', key, unpack(queue.entries))
    redis.call('ZADD', ring_key(queue.action), 'LT', now, queue.tenant)
    redis.call('ZADD', lanes, 'LT', now, queue.action)
    count('scheduled', queue.action, #queue.entries / 2)
  end
end
write_tallies()
return reply
