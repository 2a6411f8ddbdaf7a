-- Keeps the indexes of one record in step with it, inside the script that writes it.
--   KEYS[2..]  its indexes: sorted sets, all scores 0, of entries `text NUL suffix`
--   ARGV[3]    suffix: the end of KEYS[1] that names the record in entries of indexes of fields
--   ARGV[4..]  one for each index: the field it indexes; or for an index of the records themselves the record's
--              entry, which holds NUL as no field does. The script's own arguments follow, from first_argument
-- An expired record leaves its entries behind: readers verify each entry against its record, and every write that
-- puts an entry into an index also looks at random ones and removes the stale, so that these stay about as many as
-- the live ones (measured) and no write walks the index.
--- @include "entry-text"
--- @include "index-expiry"

local first_argument = #KEYS + 3
local MAX_PROBES = 8
local indexes = {}

-- Whether a record says what its entry says. The entry is cut at the last NUL: suffixes hold none.
local function is_current(index, entry)
  local text, suffix = entry:match('^(.*)%z(.*)$')
  if not suffix then return false end
  local own_suffix = index.field and ARGV[3] or index.entry:match('%z(.*)$')
  local record = KEYS[1]:sub(1, -#own_suffix - 1) .. suffix
  if not index.field then return redis.call('EXISTS', record) == 1 end
  local stored = redis.pcall('HGET', record, index.field)
  return type(stored) == 'string' and entry_text(stored) == text
end

-- One probe where nothing is stale; a stale entry found makes it look for another.
local function prune(index)
  for _ = 1, MAX_PROBES do
    local entry = redis.call('ZRANDMEMBER', index.key)
    if not entry or is_current(index, entry) then return end
    redis.call('ZREM', index.key, entry)
  end
end

-- Before the write: what the record's entries are. Raises WRONGTYPE, for the record and for the indexes, before
-- anything of the record is changed.
local function open_indexes(existed)
  for i = 2, #KEYS do
    local named = ARGV[i + 2]
    -- All fields at once: a table that grows is allocated again and again.
    local index = { key = KEYS[i], field = named, entry = false, text = false, old = false, present = false }
    if named:find('%z') then
      index.field, index.entry = false, named
      index.old = existed and named
    elseif existed then
      local text = redis.call('HGET', KEYS[1], named)
      index.text = text
      index.old = text and entry_text(text) .. '\0' .. ARGV[3]
    end
    if index.old then
      index.present = redis.call('ZSCORE', index.key, index.old)
    else
      prune(index)
    end
    indexes[i - 1] = index
  end
end

-- The entry after the write, or false for none.
local function entry_after(index, text_after)
  if not index.field then return index.entry end
  local text = text_after(index.field, index.text)
  if text == index.text then return index.old end
  return text and entry_text(text) .. '\0' .. ARGV[3]
end

-- After the write: puts the entries in step. `ttl` is the record's expiry in milliseconds, -1 for never, nil if the
-- record is gone; text_after(field, text_before) is what a field holds now, false for nothing.
local function close_indexes(ttl, text_after)
  for i = 1, #indexes do
    local index = indexes[i]
    local old, new = index.old, ttl and entry_after(index, text_after)
    if index.present and old ~= new then
      redis.call('ZREM', index.key, old)
      if new then prune(index) end
    end
    if new then
      local expiry = redis.call('PTTL', index.key)
      if old ~= new or not index.present then redis.call('ZADD', index.key, 0, new) end
      lift(index.key, expiry, ttl)
    end
  end
end
