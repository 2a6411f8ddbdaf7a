#!lua flags=allow-oom
-- Deletes the TTL key of a claimed trigger without an event, unless it says that the trigger was set anew.
-- KEYS     1 the key
-- ARGV     1 shift of the clock, 2 due time of the claimed occurrence, 3 milliseconds that TTL keys outlive it
-- Returns  -1 if the key is gone already, 0 if there is nothing to do, else when another program lets it expire
--- @include "shifted-time"
--- @include "trigger-own-key"

local now = shifted_time(ARGV[1])
local due, linger = tonumber(ARGV[2]), tonumber(ARGV[3])
local value = redis.pcall('GETRANGE', KEYS[1], 0, #OWN_KEY_VALUE - 1)
if type(value) ~= 'string' then return 0 end
if value == OWN_KEY_VALUE then
  redis.call('UNLINK', KEYS[1])
  return 0
end
local ttl = redis.call('PTTL', KEYS[1])
if ttl < 0 then return ttl == -2 and -1 or 0 end
if now + ttl > due + linger then
  -- As after a take-over: the next claim is to find the key, and delete it without an event.
  redis.call('PEXPIRE', KEYS[1], string.format('%.0f', ttl + linger))
  return now + ttl
end
redis.call('UNLINK', KEYS[1])
return 0
