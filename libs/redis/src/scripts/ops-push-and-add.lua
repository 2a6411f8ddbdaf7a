#!lua
-- Appends values to a list and adds members to a set.
-- KEYS     1 list, 2 set: two different keys
-- ARGV     1 number of values, then the values, then the members
-- Returns  the new length of the list, and how many of the members are new
-- Errors   WRONGTYPE the list's key holds another type; "WRONGTYPE set" the set's key does. Nothing is written by them

-- A wrong type of the list shows at the first write; that of the set would show after it.
local members = redis.pcall('SCARD', KEYS[2])
if type(members) == 'table' then
  return members.err:find('^%-?WRONGTYPE') and redis.error_reply('WRONGTYPE set') or members
end

-- In steps that Lua's stack can hold. Returns the last reply and the sum of all.
local function in_steps(command, key, first, last)
  local reply, sum = 0, 0
  for from = first, last, 4000 do
    reply = redis.call(command, key, unpack(ARGV, from, math.min(from + 3999, last)))
    sum = sum + reply
  end
  return reply, sum
end

local last_value = 1 + tonumber(ARGV[1])
local length = in_steps('RPUSH', KEYS[1], 2, last_value)
local _, added = in_steps('SADD', KEYS[2], last_value + 1, #ARGV)
return { length, added }
