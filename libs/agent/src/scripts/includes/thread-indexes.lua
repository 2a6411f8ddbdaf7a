-- The indexes of a tenant's threads. Their members are the threads' ids as they stand in keys:
--   KEYS[3]  sorted set by last update
--   KEYS[4]  sorted set by expiry, +inf for never: tells the live ones from those that Redis has let go
--   KEYS[5]  sorted set of score 0, in the order of the ids
-- A thread that expires leaves its entries behind: every write that adds a thread removes a few of them, and reads
-- check each thread they return.

local MOST_PRUNED = 8

-- Raises WRONGTYPE before anything is written.
local function require_index_types()
  for i = 3, 5 do redis.call('ZCARD', KEYS[i]) end
end

local function forget_thread(segment)
  for i = 3, 5 do redis.call('ZREM', KEYS[i], segment) end
end

local function expiry_score(now, ttl) return ttl == -1 and '+inf' or now + ttl end

-- The indexes live as long as the longest-lived thread; a quarter more, so that few writes have to lift their expiry.
local function lift_indexes(expiry, ttl)
  if expiry == -1 or (ttl ~= -1 and expiry >= ttl) then return end
  for i = 3, 5 do
    if ttl ~= -1 then
      redis.call('PEXPIRE', KEYS[i], string.format('%.0f', ttl + ttl / 4))
    elseif expiry ~= -2 then
      redis.call('PERSIST', KEYS[i])
    end
  end
end

-- `updated` is nil for a thread that was not changed.
local function index_thread(segment, updated, now, ttl)
  local expiry = redis.call('PTTL', KEYS[4])
  if updated then redis.call('ZADD', KEYS[3], updated, segment) end
  redis.call('ZADD', KEYS[4], expiry_score(now, ttl), segment)
  redis.call('ZADD', KEYS[5], 0, segment)
  lift_indexes(expiry, ttl)
end

-- Removes entries whose expiry has passed. A thread that is there all the same was given another expiry by somebody
-- else: its entry is put right.
local function prune_expired(prefix, now, most)
  local expired = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', now, 'LIMIT', 0, most)
  for _, segment in ipairs(expired) do
    local ttl = redis.call('PTTL', prefix .. segment)
    if ttl == -2 then
      forget_thread(segment)
    else
      redis.call('ZADD', KEYS[4], expiry_score(now, ttl == 0 and 1 or ttl), segment)
    end
  end
  return #expired
end
