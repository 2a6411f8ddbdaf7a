#!lua flags=allow-oom
-- Removes the entries of threads that are no more; those that are there again by now stay.
-- KEYS     1 and 2 what the keys of threads begin with, 3 to 5 indexes of threads (see thread-indexes)
-- ARGV     ids of threads as they stand in keys
-- Returns  how many threads were forgotten
--- @include "thread-indexes"

local forgotten = 0
for _, segment in ipairs(ARGV) do
  if redis.call('EXISTS', KEYS[1] .. segment) == 0 then
    forget_thread(segment)
    forgotten = forgotten + 1
  end
end
return forgotten
