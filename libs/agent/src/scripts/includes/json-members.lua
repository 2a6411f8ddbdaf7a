-- The members of a JSON object as texts: what is not touched stays byte for byte. A cjson round trip would turn [] into
-- {} and round large numbers.

local function string_end(text, at)
  local from = at + 1
  while true do
    local found = text:find('["\\]', from)
    if text:byte(found) == 34 then return found end
    from = found + 2
  end
end

local function value_end(text, at)
  local first = text:sub(at, at)
  if first == '"' then return string_end(text, at) end
  if first ~= '{' and first ~= '[' then return text:find('[%s,%]}]', at) - 1 end
  local depth = 0
  while true do
    local found = text:find('["%[%]{}]', at)
    local char = text:sub(found, found)
    if char == '"' then
      found = string_end(text, found)
    elseif char == '{' or char == '[' then
      depth = depth + 1
    else
      depth = depth - 1
      if depth == 0 then return found end
    end
    at = found + 1
  end
end

local function decode_name(name) return cjson.decode('[' .. name .. ']')[1] end

-- Members in order, each { key, name = text of the key, value = text }; nil if the text is no JSON object.
local function members_of(text)
  if not text:find('^%s*{') or not pcall(cjson.decode, text) then return nil end
  local members, at = {}, text:find('{', 1, true) + 1
  while true do
    at = text:find('[^%s,]', at)
    if text:sub(at, at) == '}' then return members end
    local name_end = string_end(text, at)
    local name = text:sub(at, name_end)
    local from = text:find('[^%s:]', name_end + 1)
    local to = value_end(text, from)
    members[#members + 1] = { key = decode_name(name), name = name, value = text:sub(from, to) }
    at = to + 1
  end
end

local function member_named(members, name)
  local key = decode_name(name)
  for at, member in ipairs(members) do
    if member.key == key then return member, at end
  end
end

-- Sets or adds a member; an empty text removes it. Returns whether anything is different.
local function change_member(members, name, value)
  local member, at = member_named(members, name)
  if value == '' then
    if member then table.remove(members, at) end
    return member ~= nil
  end
  if member then
    member.value = value
  else
    members[#members + 1] = { key = decode_name(name), name = name, value = value }
  end
  return true
end

local function object_of(members)
  local texts = {}
  for at, member in ipairs(members) do texts[at] = member.name .. ':' .. member.value end
  return '{' .. table.concat(texts, ',') .. '}'
end
