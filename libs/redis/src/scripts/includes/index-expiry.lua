-- An index lives as long as its longest-lived record; a quarter more, so that few writes have to lift its expiry.
local function lift(key, expiry, ttl)
  if ttl == -1 then
    if expiry ~= -1 and expiry ~= -2 then redis.call('PERSIST', key) end
  elseif expiry ~= -1 and expiry < ttl then
    redis.call('PEXPIRE', key, string.format('%.0f', ttl + ttl / 4))
  end
end
