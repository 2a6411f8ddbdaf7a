#!lua flags=no-writes
-- Reads a thread with its last messages as they are at one moment.
-- KEYS     1 thread, 2 its messages
-- ARGV     1 how many messages at most; -1 for all
-- Returns  fields and texts in turn, messages, how many messages there are in all; nil if there is no thread
-- Errors   WRONGTYPE one of KEYS holds another type
local thread = redis.call('HGETALL', KEYS[1])
if #thread == 0 then return nil end
local most = tonumber(ARGV[1])
local messages = most == 0 and {} or redis.call('LRANGE', KEYS[2], most == -1 and 0 or -most, -1)
return { thread, messages, redis.call('LLEN', KEYS[2]) }
