-- The error for a key that exists with another type than the script works on, or nil. Asked before the first write:
-- a script that fails halfway is not rolled back. The number tells the caller which of KEYS it is.
local function wrong_type(index, expected)
  local actual = redis.call('TYPE', KEYS[index]).ok
  if actual == 'none' or actual == expected then return nil end
  return redis.error_reply('WRONGTYPE KEYS ' .. index .. ' is no ' .. expected)
end
