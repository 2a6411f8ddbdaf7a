#!lua
-- Appends an element to a field that holds a JSON array; a missing field counts as an empty one. The array's text
-- is spliced, not rewritten: a cjson round trip would turn [] into {} and round large numbers.
-- KEYS     1 record, then its indexes
-- ARGV     1 TTL mode, 2 TTL milliseconds (see ttl-rule), those of indexes (see indexes), then field and JSON text of
--          the element
-- Returns  the new length of the array
-- Errors   FIELDTYPE <what the field should hold>; WRONGTYPE the record or an index holds another type. Nothing is
--          changed by them
--- @include "ttl-rule"
--- @include "indexes" | "no-indexes"

local field, element = ARGV[first_argument], ARGV[first_argument + 1]
local before = redis.call('PTTL', KEYS[1])
local current = redis.call('HGET', KEYS[1], field) or '[]'
local is_json, list = pcall(cjson.decode, current)
-- cjson makes the same table of [] and {}: the bracket tells.
if not is_json or not current:find('^%s*%[') then return redis.error_reply('FIELDTYPE a list') end

open_indexes(before ~= -2)
local opened = current:match('^(.*)%]%s*$')
local separator = #list > 0 and ',' or ''
local appended = opened .. separator .. element .. ']'
redis.call('HSET', KEYS[1], field, appended)
close_indexes(apply_ttl(KEYS[1], before), function(name, text_before)
  return name == field and appended or text_before
end)
return #list + 1
