-- RPUSH of ARGV[first], ARGV[first + 1], ... in steps that Lua's stack can hold. Returns how many there were.
local function push_messages(first)
  for from = first, #ARGV, 4000 do
    redis.call('RPUSH', KEYS[2], unpack(ARGV, from, math.min(from + 3999, #ARGV)))
  end
  return math.max(#ARGV - first + 1, 0)
end
