#!lua flags=no-writes
-- A value for a copy of it.
-- KEYS     1 key
-- ARGV     1 '1' with the serialized value
-- Returns  its digest, or '' if there is no key; milliseconds since 1970 at which it expires, -1 for never; the
--          serialized value or ''
--- @include "value-digest"
--- @include "server-time"

local digest = digest_of(KEYS[1])
if digest == '' then return { '', '-1', '' } end
-- PEXPIRETIME is of Redis 7.
local expires = redis.pcall('PEXPIRETIME', KEYS[1])
if type(expires) ~= 'number' then
  expires = redis.call('PTTL', KEYS[1])
  if expires >= 0 then expires = server_time() + expires end
end
return { digest, string.format('%.0f', expires), ARGV[1] == '1' and redis.call('DUMP', KEYS[1]) or '' }
