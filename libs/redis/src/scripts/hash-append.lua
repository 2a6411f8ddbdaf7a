#!lua
-- Appends an element to a field that holds a JSON array; a missing field counts as an empty one. The array's text
-- is spliced, not rewritten: a cjson round trip would turn [] into {} and round large numbers.
-- KEYS     1 record
-- ARGV     1 TTL mode, 2 TTL milliseconds (see ttl-rule), 3 field, 4 JSON text of the element
-- Returns  the new length of the array
-- Errors   FIELDTYPE <what the field should hold>; WRONGTYPE the key holds another type. Nothing is changed by them
--- @include "ttl-rule"

local before = redis.call('PTTL', KEYS[1])
local current = redis.call('HGET', KEYS[1], ARGV[3]) or '[]'
local is_json, list = pcall(cjson.decode, current)
-- cjson makes the same table of [] and {}: the bracket tells.
if not is_json or not current:find('^%s*%[') then return redis.error_reply('FIELDTYPE a list') end

local opened = current:match('^(.*)%]%s*$')
local separator = #list > 0 and ',' or ''
redis.call('HSET', KEYS[1], ARGV[3], opened .. separator .. ARGV[4] .. ']')
apply_ttl(KEYS[1], before)
return #list + 1
