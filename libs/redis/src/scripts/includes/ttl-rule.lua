-- The TTL rule of every write: an expiry is never shortened unless the caller says so.
--   before  PTTL ahead of the write: -2 there is no record, -1 the record never expires
--   mode    'renew': a new record gets ms, an existing one the longer of both; 'keep': only a new record gets ms;
--           'exact': ms, whatever was there
--   ms      milliseconds, or -1: never

-- Milliseconds the record has to live after the write, or -1: for ever.
local function ttl_after_write(before, mode, ms)
  if mode == 'exact' or before == -2 then return ms end
  if mode == 'keep' or before == -1 then return before end
  if ms == -1 then return -1 end
  return math.max(before, ms)
end

-- For writes that change a record in place and so leave its expiry as it was.
local function apply_ttl(key, before, mode, ms)
  local after = ttl_after_write(before, mode, ms)
  if after == before then return end
  if after == -1 then redis.call('PERSIST', key) else redis.call('PEXPIRE', key, after) end
end
