#!lua
-- Schedules triggers of one partition; what is scheduled already gets the new time and payload. One alone: see
-- trigger-schedule-one.
-- KEYS     1 prefix of the partition, 2 a key that never exists, then, where each trigger has a TTL key and it is on the
--          same server: those keys
-- ARGV     1 shift of the clock, 2 milliseconds that TTL keys outlive the due time, 3 nudge channel, then for each
--          trigger: its member (left out where KEYS has it), its time ('@' and a time, or milliseconds from now) and
--          its payload or ''. No member twice
-- Returns  the server's time, how many were not scheduled before, then the due time of each
-- Errors   WRONGTYPE, OOM, NOPERM for the channel: nothing is written
--- @include "trigger-partition"
--- @include "trigger-own-key"

-- As require_types(), of the keys that are written here and not read below.
redis.call('HLEN', counts)
redis.call('HLEN', rec)
local has_waits = redis.call('HLEN', waits) > 0
local has_keys = #KEYS > 2
local linger, channel = tonumber(ARGV[2]), ARGV[3]
local width = has_keys and 2 or 3
local reply, queues, earliest = { now, 0 }, {}, {}
local members, payloads, without = {}, {}, {}

for at = 4, #ARGV, width do
  local number = (at - 4) / width + 1
  local member = has_keys and KEYS[number + 2] or ARGV[at]
  local time, payload = ARGV[at + width - 2], ARGV[at + width - 1]
  local due = time:sub(1, 1) == '@' and tonumber(time:sub(2)) or now + tonumber(time)
  if due < now then due = now end
  local tenant, action = names_of(member)
  local key = due_key(action, tenant)
  local queue = queues[key]
  if not queue then
    redis.call('ZCARD', key)
    queue = { tenant = tenant, action = action, head = due, entries = {} }
    queue.known = tonumber(redis.call('ZSCORE', ring_key(action), tenant) or 'inf')
    queues[key] = queue
  end
  queue.head = math.min(queue.head, due)
  earliest[action] = math.min(earliest[action] or due, due)
  queue.entries[#queue.entries + 1] = due
  queue.entries[#queue.entries + 1] = member
  members[number] = member
  reply[number + 2] = due
  if payload == '' then
    without[#without + 1] = member
  else
    payloads[#payloads + 1] = member
    payloads[#payloads + 1] = payload
  end
end

-- The first thing with an effect, because it is the one that permissions may forbid.
local sooner = {}
for action, due in pairs(earliest) do
  local wake = redis.call('ZSCORE', lanes, action)
  if not wake or due < tonumber(wake) then
    redis.call('PUBLISH', channel, string.format('%.0f', due) .. ' ' .. action)
    sooner[action] = due
  end
end

if #payloads > 0 then redis.call('HSET', rec, unpack(payloads)) end
for key, queue in pairs(queues) do
  local added = redis.call('ZADD', key, unpack(queue.entries))
  reply[2] = reply[2] + added
  count('scheduled', queue.action, added)
  if queue.head < queue.known then redis.call('ZADD', ring_key(queue.action), queue.head, queue.tenant) end
end
for action, due in pairs(sooner) do redis.call('ZADD', lanes, due, action) end
if #without > 0 and reply[2] < #members then redis.call('HDEL', rec, unpack(without)) end
if has_waits then redis.call('HDEL', waits, unpack(members)) end
if has_keys then
  for number, member in ipairs(members) do
    redis.call('SET', member, OWN_KEY_VALUE, 'PX', string.format('%.0f', reply[number + 2] - now + linger))
  end
end
write_tallies()
return reply
