#!lua flags=allow-oom
-- Lets leases that are still held end later, counted from now.
-- KEYS     1 prefix of the partition, 2 a key that never exists
-- ARGV     1 shift of the clock, 2 milliseconds of the lease, then member and token of each
-- Returns  for each the new end of its lease, or 0: lost or revoked
-- Errors   WRONGTYPE: nothing is changed
--- @include "trigger-partition"
--- @include "trigger-running"

require_types()
write_past_max_memory()
local deadline = now + tonumber(ARGV[2])
local reply, touched = {}, {}
for index = 3, #ARGV, 2 do
  local member, token = ARGV[index], ARGV[index + 1]
  local _, action = names_of(member)
  local running = parse_running(redis.call('HGET', rrec, member))
  if running and running.token == token and token ~= '0' then
    redis.call('ZADD', run_key(action), 'XX', deadline, member)
    touched[action] = true
    reply[#reply + 1] = deadline
  else
    reply[#reply + 1] = 0
  end
end
for action in pairs(touched) do update_lane(action) end
return reply
