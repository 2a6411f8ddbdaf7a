#!lua flags=allow-oom
-- Applies the TTL rule to a record of any type without writing it.
-- KEYS     1 record, then its indexes
-- ARGV     1 TTL mode, 2 TTL milliseconds (see ttl-rule), those of indexes (see indexes)
-- Returns  1 if the record exists, else 0
--- @include "ttl-rule"
--- @include "indexes" | "no-indexes"

local before = redis.call('PTTL', KEYS[1])
if before == -2 then return 0 end
local ttl = apply_ttl(KEYS[1], before)
for i = 2, #KEYS do
  local expiry = redis.call('PTTL', KEYS[i])
  if expiry ~= -2 then lift(KEYS[i], expiry, ttl) end
end
return 1
