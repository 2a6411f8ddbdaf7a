-- Keeps the indexes of one record in step with it, inside the script that writes it.
--   KEYS[2..]  its indexes: sorted sets, all scores 0, of entries `text NUL suffix`
--   ARGV[3..]  three for each index: the field it indexes, or '' for an index of the records themselves; for those
--              the text their entries stand under, else ''; the suffix, which is the end of KEYS[1] and names the
--              record in entries. The script's own arguments follow, from first_argument
-- An expired record leaves its entries behind: readers verify each entry against its record, and every write that
-- puts an entry into an index also looks at random ones and removes the stale, so that these stay about as many as
-- the live ones (measured) and no write walks the index.
--- @include "entry-text"

local first_argument = 3 * #KEYS
local MAX_PROBES = 8
local indexes = {}

local function entry_of(index, text)
  if index.field == '' then return index.entry end
  return text and entry_text(text) .. '\0' .. index.suffix or nil
end

-- Whether a record says what its entry says. The entry is cut at the last NUL: suffixes hold none.
local function is_current(index, entry)
  local text, suffix = entry:match('^(.*)%z(.*)$')
  if not suffix then return false end
  local record = index.prefix .. suffix
  if index.field == '' then return redis.call('EXISTS', record) == 1 end
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

local function texts_of(fields, existed)
  if not existed or #fields == 0 then return {} end
  return redis.call('HMGET', KEYS[1], unpack(fields))
end

-- Before the write: what the record's entries are. Raises WRONGTYPE, for the record and for the indexes, before
-- anything of the record is changed.
local function open_indexes(existed)
  local fields = {}
  for i = 2, #KEYS do
    local at = 3 * (i - 1)
    local index = { key = KEYS[i], field = ARGV[at], suffix = ARGV[at + 2] }
    index.prefix = KEYS[1]:sub(1, -#index.suffix - 1)
    if index.field == '' then
      index.entry = ARGV[at + 1] .. '\0' .. index.suffix
    else
      fields[#fields + 1] = index.field
      index.position = #fields
    end
    indexes[i - 1] = index
  end
  local texts = texts_of(fields, existed)
  for _, index in ipairs(indexes) do
    index.text = texts[index.position]
    index.old = existed and entry_of(index, index.text) or nil
    if index.old then
      index.present = redis.call('ZSCORE', index.key, index.old)
    else
      prune(index)
    end
  end
end

-- An index lives as long as its longest-lived record; a quarter more, so that few writes have to lift its expiry.
local function lift(key, expiry, ttl)
  if ttl == -1 then
    if expiry ~= -1 and expiry ~= -2 then redis.call('PERSIST', key) end
  elseif expiry ~= -1 and expiry < ttl then
    redis.call('PEXPIRE', key, string.format('%.0f', ttl + ttl / 4))
  end
end

-- After the write: puts the entries in step. `ttl` is the record's expiry in milliseconds, -1 for never, nil if the
-- record is gone; text_after(field, text_before) is what a field holds now, nil or false for nothing.
local function close_indexes(ttl, text_after)
  for _, index in ipairs(indexes) do
    local new = ttl and entry_of(index, index.field ~= '' and text_after(index.field, index.text)) or nil
    if index.present and index.old ~= new then
      redis.call('ZREM', index.key, index.old)
      if new then prune(index) end
    end
    if new then
      local expiry = redis.call('PTTL', index.key)
      if index.old ~= new or not index.present then redis.call('ZADD', index.key, 0, new) end
      lift(index.key, expiry, ttl)
    end
  end
end
