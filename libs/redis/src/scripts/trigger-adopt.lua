#!lua
-- The key of a trigger expired: makes the trigger due, unless this engine knows of it, or another listener said so.
-- KEYS     1 prefix of the partition
-- ARGV     1 offset of the clock, 2 member, 3 id of the listener, 4 milliseconds in which listeners report the same
--          expiry, 5 nudge channel, 6 milliseconds since the listener subscribed ('inf': long ago): what others
--          reported before is an expiry it was not told of
-- Returns  1 if the trigger is due now because of this call, else 0
-- Errors   WRONGTYPE, OOM, NOPERM for the channel: nothing is written
--- @include "trigger-partition"
--- @include "trigger-seen"

require_types()
local member, window = ARGV[2], tonumber(ARGV[4])
local mine = member .. '\0' .. ARGV[3]
local tenant, action = names_of(member)
local queue = due_key(action, tenant)
local scheduled = redis.call('ZSCORE', queue, member)
redis.call('ZCARD', ring_key(action))
local last = tonumber(redis.call('ZSCORE', seen, member) or '-inf')
local own = math.max(tonumber(redis.call('ZSCORE', seen, mine) or '-inf'), now - tonumber(ARGV[6]))
local is_repeated = last > now - window and own < last

if not is_repeated and not scheduled then
  local wake = redis.call('ZSCORE', lanes, action)
  if not wake or now < tonumber(wake) then
    redis.call('PUBLISH', ARGV[5], string.format('%.0f', now) .. ' ' .. action)
  end
end
redis.call('ZADD', seen, now, mine)
if not is_repeated then redis.call('ZADD', seen, now, member) end
trim_seen()
if is_repeated or scheduled then return 0 end

redis.call('ZADD', queue, now, member)
redis.call('ZADD', ring_key(action), 'LT', now, tenant)
redis.call('ZADD', lanes, 'LT', now, action)
count('scheduled', action, 1)
write_tallies()
return 1
