-- Expiries of keys that were reported: a sorted set, member and `member NUL listener` -> when. Each listener hears of
-- each expiry once, so a second report by the same listener is another expiry.

-- The key of this occurrence is gone before its claim: its own `expired` event is not to fire it again.
local function mark_seen(member, due)
  local last = redis.call('ZSCORE', seen, member)
  if not last or tonumber(last) < due then redis.call('ZADD', seen, now, member) end
end

-- Longer than listeners take to report an expiry.
local SEEN_MS = 600000
local MOST_FORGOTTEN = 500

-- Forgets reports that nobody repeats any more, a bounded number per call.
local function trim_seen()
  local old = redis.call('ZRANGEBYSCORE', seen, '-inf', now - SEEN_MS, 'LIMIT', 0, MOST_FORGOTTEN)
  if #old > 0 then redis.call('ZREM', seen, unpack(old)) end
end
