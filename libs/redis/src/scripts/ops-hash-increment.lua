#!lua
-- Adds an integer to a field of a hash, which counts as 0 if it is missing, and may set the expiry of the hash.
-- KEYS     1 hash
-- ARGV     1 field, 2 amount in decimal,
--          3 'double': the caller reads the result as a number, so it has to stay within 2^53; 'int64': as a bigint,
--          4 milliseconds to live, or -1: the expiry stays as it is
-- Returns  the field's new text: a Lua number would lose digits beyond 2^53
-- Errors   FIELDTYPE <what the field should hold>; NOTEXACT a double cannot hold the field's value or the result;
--          OVERFLOW 64 bits cannot; WRONGTYPE the key holds another type. Nothing is changed by any of them

local MAX_SAFE_INTEGER = 9007199254740991

local field = ARGV[1]
local current = redis.call('HGET', KEYS[1], field) or '0'
-- tonumber() takes more than HINCRBY does: hexadecimal, blanks, leading zeros, fractions.
local is_integer = current == '0' or current:find('^%-?[1-9]%d*$') ~= nil

-- Terms and sum are exact here as long as each is within 2^53.
if ARGV[3] == 'double' and is_integer then
  local from = tonumber(current)
  if math.max(math.abs(from), math.abs(from + tonumber(ARGV[2]))) > MAX_SAFE_INTEGER then
    return redis.error_reply('NOTEXACT beyond 2^53')
  end
end

local reply = redis.pcall('HINCRBY', KEYS[1], field, ARGV[2])
if type(reply) == 'table' then
  if not reply.err:find('not an integer', 1, true) and not reply.err:find('overflow', 1, true) then return reply end
  return redis.error_reply(is_integer and 'OVERFLOW beyond 64 bits' or 'FIELDTYPE an integer')
end

if ARGV[4] ~= '-1' then redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
return redis.call('HGET', KEYS[1], field)
