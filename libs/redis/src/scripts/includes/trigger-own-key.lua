-- What the engine's own TTL keys hold: another value, and an expiry later than the due time, say that another program
-- has set the key since.
local OWN_KEY_VALUE = 'tenantry'
