#!lua
-- Changes some of the thread ids that a user's agents have, in the JSON object of a field of the user's hash; those that
-- are not named stay.
-- KEYS     1 user, then its indexes
-- ARGV     1 TTL mode, 2 TTL milliseconds (see ttl-rule), those of indexes (see indexes), then the field, then in turn:
--          JSON text of the agent's name; JSON text of the name of whom it talks to, or ''; JSON text of the thread's id,
--          or '' to remove
-- Returns  1 if anything was changed, else 0
-- Errors   FIELDTYPE <what the field should hold>; WRONGTYPE the user or an index holds another type. Nothing is
--          changed by them
--- @include "ttl-rule"
--- @include "indexes" | "no-indexes"
--- @include "json-members"

local field = ARGV[first_argument]
local before = redis.call('PTTL', KEYS[1])
local current = redis.call('HGET', KEYS[1], field)
local members = members_of((not current or current == 'null') and '{}' or current)
if not members then return redis.error_reply('FIELDTYPE an object of thread ids') end

local changed = false
for at = first_argument + 1, #ARGV, 3 do
  local agent, recipient, value = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  if recipient ~= '' then
    local known = member_named(members, agent)
    local threads = known and members_of(known.value) or {}
    if change_member(threads, recipient, value) then
      change_member(members, agent, object_of(threads))
      changed = true
    end
  else
    changed = change_member(members, agent, value) or changed
  end
end
if not changed then return 0 end

local text = object_of(members)
open_indexes(before ~= -2)
redis.call('HSET', KEYS[1], field, text)
close_indexes(apply_ttl(KEYS[1], before), function(name, text_before)
  return name == field and text or text_before
end)
return 1
