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
  local values = {}
  for from = 1, #members, READ_TOGETHER do
    local last = math.min(from + READ_TOGETHER - 1, #members)
    local read = redis.call('MGET', unpack(members, from, last))
    for offset = 1, #read do values[from + offset - 1] = read[offset] end
  end
  return values
end

-- Settles the keys of members that are due. are_cleared: so many of the first had theirs removed before.
-- Returns a table: index -> when another program lets the key expire, if that is later than its trigger.
local function settle_keys(members, dues, are_cleared, linger)
  local later, removable, values = {}, {}, values_of(members)
  for index, member in ipairs(members) do
    if values[index] == OWN_KEY_VALUE then
      removable[#removable + 1] = member
    elseif values[index] or index > are_cleared then
      local ttl = redis.call('PTTL', member)
      if ttl == -2 then
        mark_seen(member, dues[index])
      elseif values[index] and ttl >= 0 then
        if now + ttl > dues[index] + linger then
          later[index] = now + ttl
        else
          removable[#removable + 1] = member
        end
      end
    end
  end
  if #removable > 0 then redis.call('UNLINK', unpack(removable)) end
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

-- Removes the keys of what is due and cannot be leased yet, as many as go with the leases just given.
local function clear_ahead(action, tenant, leases, linger)
  local most = math.min(MOST_CLEARED, CLEARED_PER_LEASE * leases)
  if most == 0 then return end
  local queue, rank = due_key(action, tenant), cleared_rank(action, tenant)
  local entries = redis.call('ZRANGE', queue, rank + 1, rank + most, 'WITHSCORES')
  local members, dues = {}, {}
  for index = 1, #entries, 2 do
    local due = tonumber(entries[index + 1])
    -- What is scheduled from now on is due later than this.
    if due >= now then break end
    members[#members + 1], dues[#dues + 1] = entries[index], due
  end
  if #members == 0 then return end
  settle_keys(members, dues, 0, linger)
  local last = string.format('%.0f', dues[#dues]) .. ':' .. members[#members]
  redis.call('HSET', cleared, action .. ':' .. tenant, last)
  has_cleared = true
end
