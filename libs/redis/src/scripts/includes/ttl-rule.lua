-- The TTL rule of every write: an expiry is never shortened unless the caller says so.
--   ARGV[1]  'renew': a new record gets ARGV[2], an existing one the longer of both; 'keep': only a new record gets
--            it; 'exact': ARGV[2], whatever was there
--   ARGV[2]  milliseconds, or -1: never
--   before   PTTL ahead of the write: -2 there is no record, -1 the record never expires

-- What the write has to make of the expiry: text of milliseconds, '-1' for "never", or nil to leave it.
local function ttl_change(before)
  local mode, ms = ARGV[1], ARGV[2]
  if mode == 'exact' or before == -2 then return ms end
  if mode == 'keep' or before == -1 then return nil end
  if ms == '-1' or tonumber(ms) > before then return ms end
  return nil
end

-- For writes that change a record in place and so leave its expiry as it was. Returns the expiry it then has, in
-- milliseconds, -1 for never.
local function apply_ttl(key, before)
  local ms = ttl_change(before)
  if ms == '-1' then
    redis.call('PERSIST', key)
  elseif ms then
    redis.call('PEXPIRE', key, ms)
  end
  return tonumber(ms or before)
end
