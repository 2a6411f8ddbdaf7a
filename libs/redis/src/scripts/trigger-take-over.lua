#!lua
-- Schedules a trigger for the moment its key expires, if nothing is scheduled for it: another program set the key.
-- KEYS     1 prefix of the partition, 2 a key that never exists, 3 the key, where it is on the same server
-- ARGV     1 shift of the clock, 2 member, 3 milliseconds the key has left (asked again where it is in KEYS),
--          4 milliseconds that TTL keys outlive the due time, 5 nudge channel
-- Returns  1 if the trigger is scheduled because of this call, else 0
-- Errors   WRONGTYPE, OOM, NOPERM for the channel: nothing is written
--- @include "trigger-partition"
--- @include "trigger-seen"

require_types()
local member, ttl = ARGV[2], tonumber(ARGV[3])
if KEYS[3] then ttl = redis.call('PTTL', KEYS[3]) end
local tenant, action = names_of(member)
-- Where the key is on another server it may have expired, and even have run, since its time was read.
local reported = redis.call('ZSCORE', seen, member)
if not KEYS[3] and reported and tonumber(reported) > now - 2000 then return 0 end
if ttl < 0 or redis.call('ZSCORE', due_key(action, tenant), member) then return 0 end

local due = now + ttl
local wake = redis.call('ZSCORE', lanes, action)
redis.call('ZCARD', ring_key(action))
if not wake or due < tonumber(wake) then
  redis.call('PUBLISH', ARGV[5], string.format('%.0f', due) .. ' ' .. action)
end
redis.call('ZADD', due_key(action, tenant), due, member)
redis.call('ZADD', ring_key(action), 'LT', due, tenant)
redis.call('ZADD', lanes, 'LT', due, action)
count('scheduled', action, 1)
-- The claim is to find the key, and delete it without an event.
if KEYS[3] then redis.call('PEXPIRE', KEYS[3], string.format('%.0f', ttl + tonumber(ARGV[4]))) end
write_tallies()
return 1
