#!lua
-- Writes fields of a hash, fields that are not named stay, and returns the whole of it as it is then.
-- KEYS     1 record, then its indexes
-- ARGV     1 TTL mode, 2 TTL milliseconds (see ttl-rule), three per index (see indexes), then field and text in turn;
--          without a field nothing is changed
-- Returns  field and text in turn of the whole record
-- Errors   WRONGTYPE the record or an index holds another type; nothing is written
--- @include "ttl-rule"
--- @include "indexes"
--- @include "write-fields"

if first_argument <= #ARGV then
  local before = redis.call('PTTL', KEYS[1])
  open_indexes(before ~= -2)
  write_fields(first_argument)
  local ttl = apply_ttl(KEYS[1], before)
  local written = texts_written(first_argument)
  close_indexes(ttl, function(field, text_before)
    return written[field] or text_before
  end)
end
return redis.call('HGETALL', KEYS[1])
