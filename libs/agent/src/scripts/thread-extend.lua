#!lua flags=allow-oom
-- Applies the TTL rule to a thread without changing it.
-- KEYS     1 thread, 2 its messages, 3 to 5 indexes of threads (see thread-indexes)
-- ARGV     1 TTL mode, 2 TTL milliseconds (see ttl-rule), 3 the thread's id as it stands in keys
-- Returns  the expiry it then has in milliseconds, -1 for never; -2 if there is no thread
-- Errors   WRONGTYPE an index holds another type; nothing is changed
--- @include "ttl-rule"
--- @include "server-time"
--- @include "thread-indexes"

local before = redis.call('PTTL', KEYS[1])
if before == -2 then return -2 end
require_index_types()
local ttl = apply_ttl(KEYS[1], before)
apply_ttl(KEYS[2], before)
index_thread(ARGV[3], nil, server_time(), ttl)
return ttl
