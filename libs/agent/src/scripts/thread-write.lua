#!lua
-- Creates, replaces or changes a thread and appends messages to it, in one step.
-- KEYS     1 thread, 2 its messages, 3 to 5 indexes of threads (see thread-indexes)
-- ARGV     1 TTL mode, 2 TTL milliseconds (see ttl-rule), 3 the thread's id as it stands in keys,
--          4 the version the thread has to have, or '', 5 the creation time it has to have, or '',
--          6 what becomes of an existing thread: 'refuse', 'replace' (its fields go) or 'change',
--          7 what becomes of a missing one: 'refuse' or 'create',
--          8 '1' if the messages of an existing one go,
--          9 creation time and 10 time of the last update of a thread that comes from elsewhere, or '',
--          11 number of the following fields and texts, these in turn, then messages
-- Returns  'written', version, creation time, time of this update, number of messages; or 'missing'; or 'exists'; or
--          'conflict', version (0 if there is no thread)
-- Errors   WRONGTYPE one of KEYS holds another type; nothing is written
--- @include "ttl-rule"
--- @include "server-time"
--- @include "thread-indexes"
--- @include "push-messages"

local segment, first_field = ARGV[3], 12
local first_message = first_field + ARGV[11]
local before = redis.call('PTTL', KEYS[1])
local existed = before ~= -2
local version, created = unpack(redis.call('HMGET', KEYS[1], 'version', 'createdAt'))
local messages = redis.call('LLEN', KEYS[2])
require_index_types()

if ARGV[4] ~= '' and (ARGV[4] ~= version or (ARGV[5] ~= '' and ARGV[5] ~= created)) then
  return { 'conflict', version or '0' }
end
if existed and ARGV[6] == 'refuse' then return { 'exists' } end
if not existed and ARGV[7] == 'refuse' then return { 'missing' } end

local now = server_time()
local replaced = not existed or ARGV[6] == 'replace'
local change = ttl_change(before)
local ttl = tonumber(change or before)

local function expire(key)
  if ttl == -1 then redis.call('PERSIST', key) else redis.call('PEXPIRE', key, ttl) end
end

if replaced then redis.call('UNLINK', KEYS[1]) end
-- A thread that was removed by somebody else may have left its messages.
if not existed or ARGV[8] == '1' then
  redis.call('UNLINK', KEYS[2])
  messages = 0
end
created = tostring(created or (ARGV[9] ~= '' and ARGV[9]) or string.format('%.0f', now))
local updated = ARGV[10] ~= '' and ARGV[10] or string.format('%.0f', now)
version = string.format('%.0f', (tonumber(version or 0) or 0) + 1)
redis.call('HSET', KEYS[1], 'version', version, 'createdAt', created, 'updatedAt', updated)
for at = first_field, first_message - 1, 4000 do
  redis.call('HSET', KEYS[1], unpack(ARGV, at, math.min(at + 3999, first_message - 1)))
end
local had_messages = messages > 0
messages = messages + push_messages(first_message)
if change or replaced then expire(KEYS[1]) end
if change or not had_messages then expire(KEYS[2]) end

index_thread(segment, updated, now, ttl)
if not existed then prune_expired(KEYS[1]:sub(1, -#segment - 1), now, MOST_PRUNED) end
return { 'written', version, created, updated, messages }
