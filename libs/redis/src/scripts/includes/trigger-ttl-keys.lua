-- The TTL keys of due members, where they are on this server. They are removed before they expire, so that no event is
-- told of them: it would be taken for another program's.
-- The hash `cleared` says how far that has been done ahead, in queues with more due than workers have handlers for:
-- '<action>:<tenant>' -> '<due time>:<member>'.
--- @include "trigger-own-key"
--- @include "trigger-seen"

-- Keys removed ahead per lease: who takes few of a queue does not hold up the others for the sake of its backlog.
local CLEARED_PER_LEASE = 16
local MOST_CLEARED = 1000
-- Values of another program may be large: not all at once.
local READ_TOGETHER = 50
local has_cleared = redis.call('HLEN', cleared) > 0

-- What keys hold: values[i] of members[i], false for none and for what is no string.
local function values_of(members)
  if #members <= READ_TOGETHER then return redis.call('MGET', unpack(members)) end
  local values = {}
  for from = 1, #members, READ_TOGETHER do
    local last = math.min(from + READ_TOGETHER - 1, #members)
    local read = redis.call('MGET', unpack(members, from, last))
    for offset = 1, #read do values[from + offset - 1] = read[offset] end
  end
  return values
end

-- Settles the keys of members that are due. are_cleared: so many of the first had theirs removed before; due_of(index):
-- when a member is due.
-- Returns a table: index -> when another program lets the key expire, if that is later than its trigger.
local function settle_keys(members, are_cleared, linger, due_of)
  local later, removable = {}, {}
  if are_cleared == #members and redis.call('EXISTS', unpack(members)) == 0 then return later end
  local values, removed = values_of(members), 0
  for index = 1, #members do
    local value = values[index]
    if value == OWN_KEY_VALUE then
      removed = removed + 1
      removable[removed] = members[index]
    elseif value or index > are_cleared then
      local ttl, due = redis.call('PTTL', members[index]), due_of(index)
      if ttl == -2 then
        mark_seen(members[index], due)
      elseif value and ttl >= 0 then
        if now + ttl > due + linger then
          later[index] = now + math.max(ttl, 1)
        else
          removed = removed + 1
          removable[removed] = members[index]
        end
      end
    end
  end
  if removed > 0 then redis.call('UNLINK', unpack(removable)) end
  return later
end

-- Rank of the last member of a queue whose key is removed; -1 for none. What was scheduled since ranks behind it.
local function cleared_rank(action, tenant)
  if not has_cleared then return -1 end
  local field = action .. ':' .. tenant
  local due, member = string.match(redis.call('HGET', cleared, field) or '', '^(%d+):(.*)$')
  if not due then return -1 end
  local queue = due_key(action, tenant)
  local rank = redis.call('ZSCORE', queue, member) == due and redis.call('ZRANK', queue, member)
  if rank then return rank end
  redis.call('HDEL', cleared, field)
  return -1
end

-- Removes keys of what is due and cannot be leased yet, as many as go with the leases just given: in time before they
-- expire, and no earlier, because others wait meanwhile. head: when the first of the queue was due
local function clear_ahead(action, tenant, head, leases, linger)
  local overdue = now - math.floor(linger / 2)
  if head >= overdue then return end
  local most = math.min(MOST_CLEARED, CLEARED_PER_LEASE * leases)
  local queue = due_key(action, tenant)
  local first = cleared_rank(action, tenant) + 1
  -- What is scheduled from now on is due later than these.
  local last = math.min(first + most, redis.call('ZCOUNT', queue, '-inf', '(' .. whole(overdue))) - 1
  if last < first then return end
  local members = redis.call('ZRANGE', queue, first, last)
  local function due_of(index) return tonumber(redis.call('ZSCORE', queue, members[index])) end
  settle_keys(members, 0, linger, due_of)
  redis.call('HSET', cleared, action .. ':' .. tenant, whole(due_of(#members)) .. ':' .. members[#members])
  has_cleared = true
end
