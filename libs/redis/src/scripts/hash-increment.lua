#!lua
-- Adds to a numeric field of a hash; a missing field counts as 0.
-- KEYS     1 record, then its indexes
-- ARGV     1 TTL mode, 2 TTL milliseconds (see ttl-rule), those of indexes (see indexes), then field, amount in decimal
--          and 'double': the caller reads the result as a number, so it has to stay within 2^53; or 'int64': the
--          caller reads a bigint, and only integers will do
-- Returns  the field's new text: a Lua number would lose digits beyond 2^53
-- Errors   FIELDTYPE <what the field should hold>; NOTEXACT a double cannot hold the field's value or the result;
--          OVERFLOW 64 bits cannot; WRONGTYPE the record or an index holds another type. Nothing is changed by any
--          of them
--- @include "ttl-rule"
--- @include "indexes" | "no-indexes"

local MAX_SAFE_INTEGER = 9007199254740991

-- tonumber() takes more than JSON does: hexadecimal, blanks, leading zeros.
local function is_number(text)
  local whole, rest = text:match('^%-?(%d+)(.*)$')
  if not whole or whole:find('^0%d') then return false end
  rest = rest:gsub('^%.%d+', '', 1)
  return rest == '' or rest:find('^[eE][+-]?%d+$') ~= nil
end

local field, by = ARGV[first_argument], ARGV[first_argument + 1]
local before = redis.call('PTTL', KEYS[1])
local current = redis.call('HGET', KEYS[1], field) or '0'
local from, amount = tonumber(current), tonumber(by)
local as_double = ARGV[first_argument + 2] == 'double'

-- Terms and sum are exact here as long as each is within 2^53.
if as_double and from and math.max(math.abs(from), math.abs(from + amount)) > MAX_SAFE_INTEGER then
  return redis.error_reply(is_number(current) and 'NOTEXACT beyond 2^53' or 'FIELDTYPE a number')
end

open_indexes(before ~= -2)
local reply = from and from % 1 == 0 and amount % 1 == 0 and redis.pcall('HINCRBY', KEYS[1], field, by)
if type(reply) ~= 'number' then
  -- A fraction, a notation HINCRBY does not read (1e5), no number at all, or too large.
  if as_double then
    if not is_number(current) then return redis.error_reply('FIELDTYPE a number') end
    reply = redis.call('HINCRBYFLOAT', KEYS[1], field, by)
  else
    local is_integer = is_number(current) and not current:find('[.eE]')
    return redis.error_reply(is_integer and 'OVERFLOW beyond 64 bits' or 'FIELDTYPE an integer')
  end
end

-- The reply of HINCRBY is a Lua number: exact up to 2^53, which is what the caller of a double has been promised.
local text = type(reply) == 'string' and reply
  or as_double and string.format('%.0f', reply)
  or redis.call('HGET', KEYS[1], field)
close_indexes(apply_ttl(KEYS[1], before), function(name, text_before)
  return name == field and text or text_before
end)
return text
