-- Milliseconds since 1970 by the server's clock: the one clock that all consumers share.
local function server_time()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
