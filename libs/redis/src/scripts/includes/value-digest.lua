-- Type, expiry and digest of a value. Equal values have equal digests, however and on whatever server they are stored.

local function framed(items)
  local parts = {}
  for index, item in ipairs(items) do parts[index] = #item .. ':' .. item end
  return table.concat(parts)
end

-- Of things without an order: digests are sorted, which every locale does alike.
local function unordered(items, width)
  local digests = {}
  for index = 1, #items, width do
    digests[#digests + 1] = redis.sha1hex(framed({ unpack(items, index, index + width - 1) }))
  end
  table.sort(digests)
  return table.concat(digests)
end

local function members_of_set(key)
  local members, cursor = {}, '0'
  repeat
    local page = redis.call('SSCAN', key, cursor, 'COUNT', 1000)
    cursor = page[1]
    for _, member in ipairs(page[2]) do members[member] = true end
  until cursor == '0'
  local once = {}
  for member in pairs(members) do once[#once + 1] = member end
  return once
end

local TEXTS = {
  string = function(key) return redis.call('GET', key) end,
  list = function(key) return framed(redis.call('LRANGE', key, 0, -1)) end,
  zset = function(key) return framed(redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')) end,
  hash = function(key) return unordered(redis.call('HGETALL', key), 2) end,
  set = function(key) return unordered(members_of_set(key), 1) end,
}

-- '' for no key
local function digest_of(key)
  local kind = redis.call('TYPE', key).ok
  if kind == 'none' then return '' end
  local text = TEXTS[kind] and TEXTS[kind](key) or redis.call('DUMP', key)
  return redis.sha1hex(kind .. text)
end
