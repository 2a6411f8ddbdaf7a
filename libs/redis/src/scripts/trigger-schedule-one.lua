#!lua
-- Schedules one trigger: what trigger-schedule does for many, for about 85 % of what that costs for one. Its rules are those of
-- trigger-schedule: they change together.
-- KEYS     1 prefix of the partition, 2 a key that never exists, 3 its TTL key, where it has one on the same server
-- ARGV     1 shift of the clock, 2 milliseconds that TTL keys outlive the due time, 3 nudge channel, 4 member,
--          5 its time ('@' and a time, or milliseconds from now), 6 its payload or ''
-- Returns  the server's time, 1 if it was not scheduled before, else 0, then its due time
-- Errors   WRONGTYPE, OOM, NOPERM for the channel: nothing is written
--- @include "trigger-partition"
--- @include "trigger-own-key"

local member, time, payload = ARGV[4], ARGV[5], ARGV[6]
local due = tonumber(time)
if due then due = now + due else due = math.max(now, tonumber(time:sub(2))) end
local due_text = whole(due)
local tenant, action = names_of(member)
local queue, ring = due_key(action, tenant), ring_key(action)

-- Every key that is written is read before: a wrong type is found before anything is written.
redis.call('HLEN', counts)
redis.call('ZCARD', queue)
local has_payloads, has_waits = redis.call('HLEN', rec) > 0, redis.call('HLEN', waits) > 0
local place, wake = redis.call('ZSCORE', ring, tenant), redis.call('ZSCORE', lanes, action)

local is_sooner = not wake or due < tonumber(wake)
-- The first thing with an effect, because it is the one that permissions may forbid.
if is_sooner then redis.call('PUBLISH', ARGV[3], due_text .. ' ' .. action) end
if payload ~= '' then redis.call('HSET', rec, member, payload) end
local added = redis.call('ZADD', queue, due_text, member)
if added == 1 then
  redis.call('HINCRBY', counts, 'scheduled:' .. action, 1)
elseif payload == '' and has_payloads then
  redis.call('HDEL', rec, member)
end
if not place or due < tonumber(place) then redis.call('ZADD', ring, due_text, tenant) end
if is_sooner then redis.call('ZADD', lanes, due_text, action) end
if has_waits then redis.call('HDEL', waits, member) end
if KEYS[3] then redis.call('SET', KEYS[3], OWN_KEY_VALUE, 'PX', whole(due - now + tonumber(ARGV[2]))) end
return { now, added, due }
