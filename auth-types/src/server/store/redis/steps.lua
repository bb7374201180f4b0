-- The steps of the store, each run whole by the engine: nothing comes between its commands.
-- KEYS[1] is what every name begins with, ARGV[1] the step, and the rest of ARGV what it takes. Times are seconds.

local begin, argv = KEYS[1], ARGV
local call = redis.call

local function name(kind, id)
  return begin .. kind .. ':' .. id
end

-- Expiry is the engine's own; but what is past its time is decided by the time that the server gives, so the engine
-- waits a minute longer, in case the clocks differ. Nothing is kept longer than a century.
local function expire(key, left)
  call('EXPIRE', key, string.format('%.0f', math.min(math.max(left, 0) + 60, 3155760000)))
end

local function user(id)
  local found = call('HMGET', name('user', id), 'phone', 'first_name', 'last_name')
  if found[1] then return { id, found[1], found[2], found[3] } end
end

local function user_of(phone)
  local id = call('GET', name('phone', phone))
  if id then return user(id) end
end

local function add_user(id, phone, first_name, last_name)
  call('HSET', name('user', id), 'phone', phone, 'first_name', first_name, 'last_name', last_name)
  call('SET', name('phone', phone), id)
  return { id, phone, first_name, last_name }
end

local function new_id(first)
  local id = math.max(tonumber(call('GET', begin .. 'next_id') or 1), tonumber(first), 1)
  while call('EXISTS', name('user', id)) == 1 do id = id + 1 end
  if id >= 2147483647 then return nil end
  call('SET', begin .. 'next_id', id + 1)
  return string.format('%.0f', id)
end

local function is_of(key, id)
  local found = call('HMGET', name('association', key), 'user', 'revoked')
  return found[1] == id and found[2] == '0'
end

-- Gives the id of the user that the key had before, if that was another one whose time was not over.
local function bind(key, id, expires, kept, now)
  local before = call('HMGET', name('association', key), 'user', 'expires', 'revoked')
  local replaced = ''
  if before[1] then
    call('ZREM', name('keys', before[1]), key)
    if before[1] ~= id and before[3] == '0' and now < tonumber(before[2]) then replaced = before[1] end
  end
  call('HSET', name('association', key), 'user', id, 'expires', expires, 'revoked', '0')
  local left = tonumber(expires) + tonumber(kept) - now
  expire(name('association', key), left)
  -- The keys of a user, without those that the engine has forgotten.
  local keys = name('keys', id)
  call('ZREMRANGEBYSCORE', keys, '-inf', string.format('(%.0f', now))
  call('ZADD', keys, string.format('%.0f', now + left), key)
  if call('TTL', keys) < left + 60 then expire(keys, left) end
  return replaced
end

-- Counts in all counters or in none; gives for how many seconds one of them is full. argv from `at` on: name, limit, window.
local function count(at, now)
  local counted = {}
  for i = at, #argv, 3 do
    local key, limit, window = name('count', argv[i]), tonumber(argv[i + 1]), tonumber(argv[i + 2])
    local found = call('HMGET', key, 'used', 'until')
    local used, ends = 0, now + window
    if found[1] and now < tonumber(found[2]) then used, ends = tonumber(found[1]), tonumber(found[2]) end
    if used >= limit then return math.max(ends - now, 1) end
    counted[#counted + 1] = { key, used + 1, ends }
  end
  for _, counter in ipairs(counted) do
    call('HSET', counter[1], 'used', counter[2], 'until', string.format('%.0f', counter[3]))
    expire(counter[1], counter[3] - now)
  end
  return 0
end

-- Strings are compared by their addresses here, so the time says nothing about where two hashes differ.
local function lives(slot, hash, now)
  local found = call('HMGET', name('code', slot), 'hash', 'dead_at')
  return found[1] == hash and now < tonumber(found[2])
end

local steps = {}

function steps.user_of() return user_of(argv[2]) or {} end

function steps.user() return user(argv[2]) or {} end

function steps.count() return count(3, tonumber(argv[2])) end

function steps.issue()
  local now, slot, hash, code, dead_at, call_at, attempts = tonumber(argv[2]), unpack(argv, 3, 8)
  local full = count(9, now)
  if full ~= 0 then return full end
  local key = name('code', slot)
  call('HSET', key, 'hash', hash, 'code', code, 'dead_at', dead_at, 'call_at', call_at, 'called', '0',
    'attempts', attempts)
  expire(key, tonumber(dead_at) - now)
  return 0
end

function steps.take_call()
  local now, slot, hash = tonumber(argv[2]), argv[3], argv[4]
  if not lives(slot, hash, now) then return { 'dead' } end
  local found = call('HMGET', name('code', slot), 'call_at', 'called', 'code')
  local early = tonumber(found[1]) - now
  if early > 0 then return { 'early', string.format('%.0f', early) } end
  if found[2] == '1' then return { 'taken' } end
  call('HSET', name('code', slot), 'called', '1')
  return { 'say', found[3] }
end

function steps.take_attempt()
  local now, slot, hash = tonumber(argv[2]), argv[3], argv[4]
  if not lives(slot, hash, now) then return {} end
  local found = call('HMGET', name('code', slot), 'attempts', 'code')
  if tonumber(found[1]) <= 0 then return {} end
  call('HINCRBY', name('code', slot), 'attempts', -1)
  return { found[2] }
end

function steps.return_attempt()
  local slot, hash = argv[2], argv[3]
  if call('HGET', name('code', slot), 'hash') == hash then
    call('HINCRBY', name('code', slot), 'attempts', 1)
  end
  return {}
end

function steps.log_in()
  local now, slot, hash, phone, key, expires, kept = tonumber(argv[2]), unpack(argv, 3, 8)
  local is_new, first_id, first_name, last_name = argv[9] == 'new', unpack(argv, 10, 12)
  if not lives(slot, hash, now) then return { 'dead' } end
  local found = user_of(phone)
  if found and is_new then return { 'occupied' } end
  if not found then
    if not is_new then return { 'unoccupied' } end
    local id = new_id(first_id)
    if not id then return redis.error_reply('NOID no id is left for a user') end
    found = add_user(id, phone, first_name, last_name)
  end
  call('DEL', name('code', slot))
  return { 'bound', found[1], found[2], found[3], found[4], bind(key, found[1], expires, kept, now) }
end

function steps.put_export()
  local now, digest, dc_id, dead_at = tonumber(argv[2]), unpack(argv, 3, 5)
  local id, phone, first_name, last_name = unpack(argv, 6, 9)
  local with_id, with_phone = user(id), user_of(phone)
  if not with_id and not with_phone then
    add_user(id, phone, first_name, last_name)
  elseif not (with_id and with_phone and with_id[2] == phone) then
    return 0
  end
  local key = name('export', digest)
  call('HSET', key, 'user', id, 'dc_id', dc_id, 'dead_at', dead_at)
  expire(key, tonumber(dead_at) - now)
  return 1
end

function steps.import()
  local now, digest, dc_id, id = tonumber(argv[2]), unpack(argv, 3, 5)
  local key, expires, kept = unpack(argv, 6, 8)
  local found = call('HMGET', name('export', digest), 'user', 'dc_id', 'dead_at')
  if found[1] ~= id or found[2] ~= dc_id or now >= tonumber(found[3]) then return { 'dead' } end
  local owner = user(id)
  if not owner then return { 'dead' } end
  call('DEL', name('export', digest))
  return { 'bound', owner[1], owner[2], owner[3], owner[4], bind(key, id, expires, kept, now) }
end

steps['end'] = function()
  local key, id = argv[2], argv[3]
  if not is_of(key, id) then return 0 end
  call('DEL', name('association', key))
  call('ZREM', name('keys', id), key)
  return 1
end

function steps.revoke_others()
  local key, id = argv[2], argv[3]
  if not is_of(key, id) then return 0 end
  local ended = 0
  for _, other in ipairs(call('ZRANGE', name('keys', id), 0, -1)) do
    if other ~= key and is_of(other, id) then
      call('HSET', name('association', other), 'revoked', '1')
      ended = ended + 1
    end
  end
  return ended
end

return steps[argv[1]]()
