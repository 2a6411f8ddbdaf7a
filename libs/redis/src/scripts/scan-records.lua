#!lua flags=no-writes
-- One step of SCAN on the server that holds a tenant's keys; run as a script, a cluster routes it by the key.
-- KEYS     1 what the keys of the records begin with, or another key of that server
-- ARGV     1 cursor, '0' to begin, 2 MATCH pattern, 3 COUNT
-- Returns  the next cursor, '0' at the end, and the keys of hashes found in this step
local step = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3], 'TYPE', 'hash')
return step
