#!lua
-- Makes dead letters due again, as new occurrences. Those whose trigger is scheduled again stay dead.
-- KEYS     1 prefix of the partition, 2 a key that never exists
-- ARGV     1 shift of the clock, 2 tenant, 3 nudge channel, then ids
-- Returns  how many are due now because of this call
-- Errors   WRONGTYPE, OOM, NOPERM for the channel: nothing is changed
--- @include "trigger-partition"
--- @include "trigger-dead"

require_types()
local tenant = ARGV[2]
local dead, drec = dead_keys(tenant)
redis.call('ZCARD', dead)
local ids, letters, actions, taken = { unpack(ARGV, 4) }, {}, {}, {}
for index, record in ipairs(redis.call('HMGET', drec, unpack(ids))) do
  local letter = record and cjson.decode(record)
  if letter and not taken[letter.key] then
    local _, action = names_of(letter.key)
    if not redis.call('ZSCORE', due_key(action, tenant), letter.key) then
      letter.id, letter.action = ids[index], action
      letters[#letters + 1] = letter
      actions[action], taken[letter.key] = true, true
    end
  end
end
if #letters == 0 then return 0 end

for action in pairs(actions) do
  local wake = redis.call('ZSCORE', lanes, action)
  redis.call('ZCARD', ring_key(action))
  if not wake or now < tonumber(wake) then
    redis.call('PUBLISH', ARGV[3], string.format('%.0f', now) .. ' ' .. action)
  end
end
local retried = {}
for index, letter in ipairs(letters) do
  if letter.payload ~= '' then redis.call('HSET', rec, letter.key, letter.payload) end
  redis.call('ZADD', due_key(letter.action, tenant), now, letter.key)
  count('scheduled', letter.action, 1)
  retried[index] = letter.id
end
for action in pairs(actions) do
  redis.call('ZADD', ring_key(action), 'LT', now, tenant)
  redis.call('ZADD', lanes, 'LT', now, action)
end
remove_dead(tenant, retried)
write_tallies()
return #letters
