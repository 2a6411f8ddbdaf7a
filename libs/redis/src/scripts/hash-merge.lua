#!lua
-- Writes fields of a hash, fields that are not named stay, and returns the whole of it as it is then.
-- KEYS     1 record, then its indexes
-- ARGV     1 TTL mode, 2 TTL milliseconds (see ttl-rule), those of indexes (see indexes), then field and text in turn;
--          without a field nothing is changed
-- Returns  field and text in turn of the whole record
-- Errors   WRONGTYPE the record or an index holds another type; nothing is written
--- @include "ttl-rule"
--- @include "indexes" | "no-indexes"
--- @include "upsert-fields"

if first_argument <= #ARGV then upsert_fields() end
return redis.call('HGETALL', KEYS[1])
