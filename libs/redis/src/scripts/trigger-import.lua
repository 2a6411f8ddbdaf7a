#!lua
-- Makes a trigger what it is in another partition, maybe on another server: scheduled, waiting for a retry, or neither.
-- KEYS     1 prefix of the partition, 2 a key that never exists
-- ARGV     1 shift of the clock, 2 member, 3 digest of the state that an import has left before, or '',
--          4 token of the other partition: later ones here are higher,
--          5 due time of the scheduled occurrence, '' for none, and 6 its payload or '',
--          7 time of the retry, '' for none, 8 deliveries begun, 9 due time and 10 payload of that occurrence
-- Returns  digest of the state now; '' if the trigger is something else than the import has left: nothing is written
-- Errors   WRONGTYPE: nothing is written
--- @include "trigger-partition"
--- @include "trigger-running"

require_types()
local member = ARGV[2]
local tenant, action = names_of(member)
local queue, runs = due_key(action, tenant), run_key(action)
redis.call('ZCARD', ring_key(action))

local function state_digest(due, payload, at, attempt, running_due, running_payload)
  local parts = { due, payload, at, attempt, running_due, running_payload }
  for index, part in ipairs(parts) do parts[index] = #part .. ':' .. part end
  return redis.sha1hex(table.concat(parts))
end
local NONE = state_digest('', '', '', '', '', '')

local function text_of(number) return number and string.format('%.0f', number) or '' end

local due = redis.call('ZSCORE', queue, member)
local running = parse_running(redis.call('HGET', rrec, member))
if running and running.token ~= '0' then return '' end
local current = state_digest(
  text_of(due and tonumber(redis.call('HGET', waits, member) or due)),
  due and redis.call('HGET', rec, member) or '',
  running and text_of(tonumber(redis.call('ZSCORE', runs, member))) or '',
  running and text_of(running.attempt) or '',
  running and text_of(running.due) or '',
  running and running.payload or ''
)
local wanted = state_digest(unpack(ARGV, 5, 10))
if current ~= NONE and current ~= ARGV[3] and current ~= wanted then return '' end
if current == wanted then return wanted end

if tonumber(redis.call('GET', prefix .. 'token') or 0) < tonumber(ARGV[4]) then
  redis.call('SET', prefix .. 'token', ARGV[4])
end
redis.call('HDEL', waits, member)
if ARGV[5] == '' then
  count('scheduled', action, -redis.call('ZREM', queue, member))
else
  count('scheduled', action, redis.call('ZADD', queue, ARGV[5], member))
end
if ARGV[6] == '' then redis.call('HDEL', rec, member) else redis.call('HSET', rec, member, ARGV[6]) end
if ARGV[7] == '' then
  count('retrying', action, -redis.call('ZREM', runs, member))
  redis.call('HDEL', rrec, member)
else
  count('retrying', action, redis.call('ZADD', runs, ARGV[7], member))
  redis.call('HSET', rrec, member, running_text('0', ARGV[8], ARGV[9], ARGV[10]))
end
update_ring(action, tenant)
update_lane(action)
write_tallies()
return wanted
