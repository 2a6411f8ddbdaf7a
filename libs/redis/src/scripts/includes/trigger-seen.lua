-- Expiries of keys that were reported: a sorted set, member and `member NUL listener` -> when. Each listener hears of
-- each expiry once, so a second report by the same listener is another expiry. `NUL member`: see mark_unsure.

-- The key of this occurrence is gone before its claim: its own `expired` event is not to fire it again.
local function mark_seen(member, due)
  local last = redis.call('ZSCORE', seen, member)
  if not last or tonumber(last) < due then redis.call('ZADD', seen, now, member) end
end

-- In a cluster a key is written just before its trigger is scheduled, so it expires a little earlier than is known here.
local EARLIEST_MS = 250
-- Longer than a worker takes to find out whether it has.
local UNSURE_MS = 1000

local function unsure_name(member) return '\0' .. member end

-- The key, on another server, is about to expire or has: an event that comes before the worker knows fires nothing.
local function mark_unsure(member) redis.call('ZADD', seen, now, unsure_name(member)) end

-- Longer than listeners take to report an expiry.
local SEEN_MS = 600000
local MOST_FORGOTTEN = 500

-- Forgets reports that nobody repeats any more, a bounded number per call.
local function trim_seen()
  local old = redis.call('ZRANGEBYSCORE', seen, '-inf', now - SEEN_MS, 'LIMIT', 0, MOST_FORGOTTEN)
  if #old > 0 then redis.call('ZREM', seen, unpack(old)) end
end
