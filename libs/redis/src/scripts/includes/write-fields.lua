-- HSET of ARGV[first], ARGV[first + 1], ... (field and value in turn), in steps that Lua's stack can hold.
local function write_fields(first)
  for from = first, #ARGV, 4000 do
    redis.call('HSET', KEYS[1], unpack(ARGV, from, math.min(from + 3999, #ARGV)))
  end
end

-- The text that write_fields(first) wrote into a field; nil if it did not write it. The last one counts.
local function text_written(first, field)
  for at = #ARGV - 1, first, -2 do
    if ARGV[at] == field then return ARGV[at + 1] end
  end
  return nil
end
