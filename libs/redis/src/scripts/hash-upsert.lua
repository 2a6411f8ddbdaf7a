#!lua
-- Writes fields of a hash; fields that are not named stay.
-- KEYS     1 record, then its indexes
-- ARGV     1 TTL mode, 2 TTL milliseconds (see ttl-rule), those of indexes (see indexes), then field and text in turn
-- Returns  1 if the record is new, else 0
-- Errors   WRONGTYPE the record or an index holds another type; nothing is written
--- @include "ttl-rule"
--- @include "indexes" | "no-indexes"
--- @include "upsert-fields"

return upsert_fields() == -2 and 1 or 0
