-- One partition of a trigger engine: its keys, its clock, and what its scripts keep in step.
--   KEYS[1]  what the partition's keys begin with: `{exp:<namespace>:<alias>:<p>}:`
--   ARGV[1]  shift of the clock, see shifted-time: 0 except in the testing kit
-- A member is the key of the trigger: `<tenant>:<prefix>:<action>:<identifier>`, the tenant maybe in braces. Each
-- action has a queue of its own, so that one nobody can run holds up no other:
--   due:<action>:<tenant>  sorted set  member -> due time of the scheduled occurrence
--   ring:<action>          sorted set  tenant -> when its queue wants a look: its head is due, or it was last served
--   run:<action>           sorted set  member of the running occurrence -> end of its lease, or time of its retry
--   lanes                  sorted set  action -> the earliest of its ring and its run
--   rec                    hash        member -> payload of the scheduled occurrence, if it has one
--   rrec                   hash        member -> the running occurrence, see trigger-running
--   waits                  hash        member -> due time of a scheduled occurrence that waits for the running one
--   busy                   hash        tenant -> leases it holds
--   counts                 hash        scheduled:<action>, leased:<action>, retrying:<action>, dead -> number
--   unhandled              sorted set  action -> since when no worker that turned could run it
--   seen                   sorted set  expiries of keys that were reported, see trigger-adopt
--   token                  string      last token given
--   cleared                hash        how far TTL keys are removed ahead, see trigger-ttl-keys
--   dead:<tenant>, drec:<tenant>, deadring  dead letters, see trigger-dead
--- @include "shifted-time"
local prefix = KEYS[1]
local now = shifted_time(ARGV[1])
local lanes, rec, rrec, waits = prefix .. 'lanes', prefix .. 'rec', prefix .. 'rrec', prefix .. 'waits'
local busy, counts, unhandled, seen = prefix .. 'busy', prefix .. 'counts', prefix .. 'unhandled', prefix .. 'seen'
local cleared = prefix .. 'cleared'

local function due_key(action, tenant) return prefix .. 'due:' .. action .. ':' .. tenant end
local function ring_key(action) return prefix .. 'ring:' .. action end
local function run_key(action) return prefix .. 'run:' .. action end

-- The text of a whole number. A number that a command is given as such takes several times as long to write.
local function whole(number) return string.format('%.0f', number) end

-- Tenant and action of a member, as they stand in keys. Most members begin as the one before.
local named = { beginning = '?' }
local function names_of(member)
  if member:sub(1, #named.beginning) ~= named.beginning then
    local tenant, action, identifier = member:match('^{?([^:}]*)}?:[^:]*:([^:]*):()')
    if not tenant then return nil end
    named = { beginning = member:sub(1, identifier - 1), tenant = tenant, action = action }
  end
  return named.tenant, named.action
end

-- Raises WRONGTYPE before anything is written: a script that fails halfway is not rolled back.
local function require_types()
  for _, key in ipairs({ lanes, unhandled, seen }) do redis.call('ZCARD', key) end
  for _, key in ipairs({ rec, rrec, waits, busy, counts, cleared }) do redis.call('HLEN', key) end
end

-- For scripts that make room. A server before Redis 7 refuses, at maxmemory, the first command of a script that may
-- take memory unless the script has written before; later ones go by the flag of its first line.
local function write_past_max_memory()
  redis.call('ZREM', unhandled, '')
end

local function head_of(key)
  return tonumber(redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2])
end

-- Ring and lane never say a later time than the truth: who looks too early puts them right.
local function update_ring(action, tenant)
  local head = head_of(due_key(action, tenant))
  if head then
    redis.call('ZADD', ring_key(action), head, tenant)
  else
    redis.call('ZREM', ring_key(action), tenant)
    redis.call('HDEL', cleared, action .. ':' .. tenant)
  end
end

local function update_lane(action)
  local ring, run = head_of(ring_key(action)), head_of(run_key(action))
  local wake = ring and run and math.min(ring, run) or ring or run
  if wake then
    redis.call('ZADD', lanes, wake, action)
  else
    redis.call('ZREM', lanes, action)
    redis.call('ZREM', unhandled, action)
  end
  return wake
end

-- Changes of `busy` and `counts`, collected and written at the end.
local tallies = { [busy] = {}, [counts] = {} }

local function add_to(key, field, by)
  tallies[key][field] = (tallies[key][field] or 0) + by
end

local function count(state, action, by)
  add_to(counts, state .. ':' .. action, by)
end

local function write_tallies()
  for key, changes in pairs(tallies) do
    for field, by in pairs(changes) do
      if by ~= 0 and redis.call('HINCRBY', key, field, by) <= 0 then redis.call('HDEL', key, field) end
    end
  end
end
