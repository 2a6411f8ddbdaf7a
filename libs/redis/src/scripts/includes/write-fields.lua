-- HSET of ARGV[first], ARGV[first + 1], ... (field and value in turn), in steps that Lua's stack can hold.
local function write_fields(key, first)
  for from = first, #ARGV, 4000 do
    redis.call('HSET', key, unpack(ARGV, from, math.min(from + 3999, #ARGV)))
  end
end
