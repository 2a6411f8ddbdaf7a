-- The text under which a stored text stands in an index. Long ones, those with NUL, which ends the text of an entry,
-- and those that look like a digest are digested. Zeros that end a decimal fraction go: other programs write 1.0 for 1.
local function entry_text(stored)
  if #stored > 64 or stored:byte() == 1 or stored:find('%z') then return '\1' .. redis.sha1hex(stored) end
  if not stored:find('^%-?%d+%.%d*0$') then return stored end
  return (stored:gsub('0+$', ''):gsub('%.$', ''))
end
