-- Leased and returned items of a queue: a sorted set of '<token>:<attempt>\0<item>' by the millisecond from which
-- anybody may claim the item. Whoever knows the token holds the lease.

-- The header '<token>:<attempt>' and what follows the NUL behind it; nil for what this library did not write.
local function parse_member(member)
  local token, attempt, item = member:match('^([^:%z]*):(%d+)%z(.*)$')
  return token, tonumber(attempt), item
end

-- The member a caller means. It names the whole member, or '<header>@<score>' if the item is no valid UTF-8 and so
-- cannot be sent back as it is: then it is looked for among the members of that score, those of one claim.
local function held_member(leases, reference)
  if reference:find('\0', 1, true) then return reference end
  local header, score = reference:match('^(.*)@(%d+)$')
  if not header then return reference end
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', leases, score, score)) do
    if member:sub(1, #header + 1) == header .. '\0' then return member end
  end
  return reference
end

-- Lets the leases live at least `ms` milliseconds: they must outlive the list they came from. -1: for ever.
--   before  PTTL ahead of the write: -2 there were none, -1 they never expire
local function outlive(leases, before, ms)
  if ms == -1 then
    if before >= 0 then redis.call('PERSIST', leases) end
  elseif before == -2 or (before >= 0 and before < ms) then
    redis.call('PEXPIRE', leases, ms)
  end
end
