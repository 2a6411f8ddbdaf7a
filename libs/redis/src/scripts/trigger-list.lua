#!lua flags=no-writes
-- A page of the scheduled triggers of one action and tenant, by due time, then member.
-- KEYS     1 prefix of the partition, 2 a key that never exists
-- ARGV     1 shift of the clock, 2 action, 3 tenant, 4 most triggers, 5 due time and 6 member to go on behind, both ''
--          to begin
-- Returns  member, score, due time and payload or '' of each; the score is what ARGV 5 of the next page takes
-- Errors   WRONGTYPE
--- @include "trigger-partition"

local queue, most, score, member = due_key(ARGV[2], ARGV[3]), tonumber(ARGV[4]), ARGV[5], ARGV[6]

-- As the server orders members: by bytes, whatever its locale.
local function is_behind(a, b)
  for index = 1, math.min(#a, #b) do
    local x, y = a:byte(index), b:byte(index)
    if x ~= y then return x > y end
  end
  return #a > #b
end

-- Rank of the first entry behind the given one, which may be gone: a binary search among those of its score.
local function rank_behind()
  if score == '' then return 0 end
  local low = redis.call('ZCOUNT', queue, '-inf', '(' .. score)
  local high = low + redis.call('ZCOUNT', queue, score, score)
  while low < high do
    local middle = math.floor((low + high) / 2)
    if is_behind(redis.call('ZRANGE', queue, middle, middle)[1], member) then
      high = middle
    else
      low = middle + 1
    end
  end
  return low
end

local first = rank_behind()
local entries = redis.call('ZRANGE', queue, first, first + most - 1, 'WITHSCORES')
local members, reply = {}, {}
for index = 1, #entries, 2 do members[#members + 1] = entries[index] end
if #members == 0 then return reply end
local payloads = redis.call('HMGET', rec, unpack(members))
local waited = redis.call('HMGET', waits, unpack(members))
for index, name in ipairs(members) do
  reply[#reply + 1] = name
  reply[#reply + 1] = entries[2 * index]
  reply[#reply + 1] = waited[index] or entries[2 * index]
  reply[#reply + 1] = payloads[index] or ''
end
return reply
