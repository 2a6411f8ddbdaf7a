-- HSET of ARGV[first], ARGV[first + 1], ... (field and value in turn), in steps that Lua's stack can hold.
local function write_fields(first)
  for from = first, #ARGV, 4000 do
    redis.call('HSET', KEYS[1], unpack(ARGV, from, math.min(from + 3999, #ARGV)))
  end
end

-- The texts that write_fields(first) wrote, by field.
local function texts_written(first)
  local texts = {}
  for at = first, #ARGV, 2 do
    texts[ARGV[at]] = ARGV[at + 1]
  end
  return texts
end
