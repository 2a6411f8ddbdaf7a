#!lua
-- Adds to a numeric field of a hash; a missing field counts as 0.
-- KEYS     1 record
-- ARGV     1 TTL mode, 2 TTL milliseconds (see ttl-rule), 3 field, 4 amount in decimal,
--          5 'double': the caller reads the result as a number, so it has to stay within 2^53;
--            'int64': the caller reads a bigint, and only integers will do
-- Returns  the field's new text: a Lua number would lose digits beyond 2^53
-- Errors   FIELDTYPE <what the field should hold>; NOTEXACT a double cannot hold the result;
--          OVERFLOW 64 bits cannot; WRONGTYPE the key holds another type. Nothing is changed by any of them
--- @include "ttl-rule"

local MAX_SAFE_INTEGER = 9007199254740991

-- As JSON and HINCRBY write them: no leading zero, no sign but a minus.
local function is_integer(text)
  return text == '0' or text:find('^%-?[1-9]%d*$') ~= nil
end

local function is_number(text)
  local whole, rest = text:match('^%-?(%d+)(.*)$')
  if not whole or whole:find('^0%d') then return false end
  rest = rest:gsub('^%.%d+', '', 1)
  return rest == '' or rest:find('^[eE][+-]?%d+$') ~= nil
end

local field, amount = ARGV[3], ARGV[4]
local before = redis.call('PTTL', KEYS[1])
local current = redis.call('HGET', KEYS[1], field) or '0'
local command = is_integer(current) and is_integer(amount) and 'HINCRBY' or 'HINCRBYFLOAT'

if ARGV[5] == 'int64' then
  if command ~= 'HINCRBY' then return redis.error_reply('FIELDTYPE an integer') end
else
  if not is_number(current) then return redis.error_reply('FIELDTYPE a number') end
  -- Both terms and their sum are exact here as long as each is within 2^53.
  local from = tonumber(current)
  if math.max(math.abs(from), math.abs(from + tonumber(amount))) > MAX_SAFE_INTEGER then
    return redis.error_reply('NOTEXACT beyond 2^53')
  end
end

local reply = redis.pcall(command, KEYS[1], field, amount)
if type(reply) == 'table' and reply.err then return redis.error_reply('OVERFLOW beyond 64 bits') end
apply_ttl(KEYS[1], before, ARGV[1], tonumber(ARGV[2]))
return redis.call('HGET', KEYS[1], field)
