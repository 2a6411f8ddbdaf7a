-- The time that triggers go by: the server's clock and `shift`, milliseconds to be added to it. A testing kit that has
-- stopped the clock gives the time itself, behind '='.
--- @include "server-time"
local function shifted_time(shift)
  local offset = tonumber(shift)
  return offset and server_time() + offset or tonumber(shift:sub(2))
end
