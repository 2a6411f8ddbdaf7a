-- HSET of all the script's own arguments, field and text in turn, with what belongs to it: the expiry and the indexes.
-- Returns the expiry before, -2 for a new record.
--- @include "write-fields"

local function upsert_fields()
  local before = redis.call('PTTL', KEYS[1])
  open_indexes(before ~= -2)
  write_fields(first_argument)
  close_indexes(apply_ttl(KEYS[1], before), function(field, text_before)
    return text_written(first_argument, field) or text_before
  end)
  return before
end
