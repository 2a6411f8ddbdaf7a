-- The text under which a stored text stands in an index. Long ones, and those with NUL, which ends the text of an
-- entry, are digested; zeros that end a decimal fraction go, because other programs write 1.0 for 1.
local function entry_text(stored)
  if #stored > 64 or stored:find('%z') then return '\1' .. redis.sha1hex(stored) end
  if not stored:find('^%-?%d+%.%d*0$') then return stored end
  return (stored:gsub('0+$', ''):gsub('%.$', ''))
end
