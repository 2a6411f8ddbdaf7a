#!lua flags=no-writes
-- The state of one trigger.
-- KEYS     1 prefix of the partition, 2 a key that never exists
-- ARGV     1 shift of the clock, 2 member
-- Returns  due time and payload of the scheduled occurrence, or nil for both; due time, deliveries begun, end of the
--          lease or time of the retry, 1 if it is leased, and payload of the running one, or nil for all. '' stands for
--          no payload
-- Errors   WRONGTYPE
--- @include "trigger-partition"
--- @include "trigger-running"

local member = ARGV[2]
local tenant, action = names_of(member)
local reply = { false, false, false, false, false, false, false }
local due = redis.call('ZSCORE', due_key(action, tenant), member)
if due then
  reply[1] = tonumber(redis.call('HGET', waits, member) or due)
  reply[2] = redis.call('HGET', rec, member) or ''
end
local running = parse_running(redis.call('HGET', rrec, member))
if running then
  reply[3], reply[4] = running.due, running.attempt
  reply[5] = tonumber(redis.call('ZSCORE', run_key(action), member) or now)
  reply[6] = running.token == '0' and 0 or 1
  reply[7] = running.payload
end
return reply
