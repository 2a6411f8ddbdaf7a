#!lua flags=allow-oom
-- Removes triggers of one partition, scheduled or running. A running one is revoked: no retry, its ack is stale.
-- KEYS     1 prefix of the partition, 2 a key that never exists, then their TTL keys where those are to go and are on
--          the same server
-- ARGV     1 shift of the clock, then members
-- Returns  how many were scheduled, how many were running, how many TTL keys were removed
-- Errors   WRONGTYPE: nothing is removed
--- @include "trigger-partition"
--- @include "trigger-running"

require_types()
write_past_max_memory()
local revoked, keys = 0, 0
local touched, found, removed = {}, {}, {}
local has_waits = redis.call('HLEN', waits) > 0
for index = 2, #ARGV do
  local tenant, action = names_of(ARGV[index])
  found[index] = {
    tenant = tenant,
    action = action,
    due = redis.call('ZSCORE', due_key(action, tenant), ARGV[index]),
    run = redis.call('ZSCORE', run_key(action), ARGV[index]),
  }
end
-- First, so that a key that is left behind is not taken for another program's.
if #KEYS > 2 then keys = redis.call('UNLINK', unpack(KEYS, 3)) end
for index = 2, #ARGV do
  local member, at = ARGV[index], found[index]
  if at.due and redis.call('ZREM', due_key(at.action, at.tenant), member) == 1 then
    removed[#removed + 1] = member
    if has_waits then redis.call('HDEL', waits, member) end
    count('scheduled', at.action, -1)
    -- One that was behind the head of its queue changes nothing for the ring and the lane.
    local head = head_of(due_key(at.action, at.tenant))
    if not head or head > tonumber(at.due) then
      update_ring(at.action, at.tenant)
      touched[at.action] = true
    end
  end
  local running = at.run and parse_running(redis.call('HGET', rrec, member))
  if running then
    end_running(member, at.action, at.tenant, running)
    revoked = revoked + 1
    touched[at.action] = true
  end
end
if #removed > 0 then redis.call('HDEL', rec, unpack(removed)) end
for action in pairs(touched) do update_lane(action) end
write_tallies()
return { #removed, revoked, keys }
