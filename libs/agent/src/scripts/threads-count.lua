#!lua flags=no-writes
-- Counts the threads that have not expired.
-- KEYS     1 sorted set of threads by expiry
-- ARGV     none
-- Returns  the number
--- @include "server-time"
return redis.call('ZCOUNT', KEYS[1], string.format('(%.0f', server_time()), '+inf')
