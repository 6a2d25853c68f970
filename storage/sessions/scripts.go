package sessions

import "github.com/redis/go-redis/v9"

// Every script touches keys of one shard, so that a step stays on one slot of a
// cluster. Times are milliseconds since 1970, from the caller's clock.

// load returns version, session, epoch, and whether the inbound id is known.
// KEYS conversation, epoch, inbound id ("" when none is kept).
var load = redis.NewScript(`
local c = redis.call('HMGET', KEYS[1], 'v', 's')
local epoch = redis.call('GET', KEYS[2])
local seen = 0
if ARGV[1] == '1' then seen = redis.call('EXISTS', KEYS[3]) end
return {c[1] or '0', c[2] or '', epoch or '', seen}`)

// save compares what its caller knows with what there is, and writes the
// conversation. Where that differs (the version, the epoch, or the inbound id
// had its effect) it changes nothing and returns 0 and what load would, else
// {1, sequence number, behind, the message whose buttons are to go}.
//
// A version is a number that is drawn for each save, so that none comes twice:
// not even where a conversation is forgotten and begun anew. The release before
// this one counts on from it.
//
// It also takes a message off the list that has been sent before, as sent does.
// KEYS conversation, unsent, lease, due, inbound id, said, epoch.
// ARGV 1 version, 2 session, 3 address ("": it is there), 4 life (0: for ever), 5 now, 6 id,
// 7 finish at (0: nothing pending, -1: nor was before), 8 unsent message, 9 lease, 10 life of the
// inbound id (0: not kept), 11 clear, 12 wake at (0: never, -1: as before), 13 answered, 14 the
// message that came ("": not remembered), 15 life of what was said, 16 how many
// of it, 17 epoch, 18 whether the inbound id is known to have had its effect, 19 next version,
// 20 sequence number of what was sent ("": nothing), 21 the network's id of it where it asks,
// 22 the message as it was sent ("": not remembered).
//
// It runs on each turn, and Redis does one thing at a time: what can be known
// from what was read already isn't asked again, and what is written to one key
// is one command.
var save = redis.NewScript(`
local c = redis.call('HMGET', KEYS[1], 'v', 'm', 'q')
local version, epoch = c[1] or '0', redis.call('GET', KEYS[7]) or ''
local fits, seen = version == ARGV[1] and epoch == ARGV[17], 0
if ARGV[10] ~= '0' then
  if not fits then seen = redis.call('EXISTS', KEYS[5])
  elseif ARGV[18] == '1' then redis.call('SET', KEYS[5], '', 'PX', ARGV[10])
  elseif not redis.call('SET', KEYS[5], '', 'PX', ARGV[10], 'NX') then fits, seen = false, 1 end
end
if not fits then return {0, version, redis.call('HGET', KEYS[1], 's') or '', epoch, seen} end

local list, said, put, gone = {}, {}, {}, {}
local send, clear, taken = ARGV[8] ~= '', ARGV[11] == '1', false
local asks = c[2] or ''
if send or ARGV[20] ~= '' then list = redis.call('LRANGE', KEYS[2], 0, 1) end
if ARGV[20] ~= '' and list[1] and string.sub(list[1], 1, #ARGV[20] + 1) == ARGV[20] .. ':' then
  taken = true
  if ARGV[21] ~= '' then asks = ARGV[21] end
  if ARGV[22] ~= '' then said[1] = ARGV[22] end
end
if ARGV[14] ~= '' then said[#said + 1] = ARGV[14] end

local fields, asked, seq = {'v', ARGV[19], 's', ARGV[2]}, '', 0
if ARGV[3] ~= '' then fields[5], fields[6] = 'a', ARGV[3] end
if ARGV[13] == '1' then asked, asks = asks, '' end
if asks ~= (c[2] or '') then
  fields[#fields + 1] = 'm'
  fields[#fields + 1] = asks
end
if send then
  seq = (tonumber(c[3]) or 0) + 1
  fields[#fields + 1] = 'q'
  fields[#fields + 1] = string.format('%.0f', seq)
end
redis.call('HSET', KEYS[1], unpack(fields))
if ARGV[4] == '0' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[4]) end

if #said > 0 then
  if redis.call('RPUSH', KEYS[6], unpack(said)) > tonumber(ARGV[16]) then redis.call('LTRIM', KEYS[6], -ARGV[16], -1) end
  redis.call('PEXPIRE', KEYS[6], ARGV[15])
end

local function due(at, member)
  put[#put + 1] = at
  put[#put + 1] = member .. ARGV[6]
end
if ARGV[7] == '0' then gone[1] = 'f:' .. ARGV[6]
elseif ARGV[7] ~= '-1' then due(ARGV[7], 'f:') end
if ARGV[12] == '0' then gone[#gone + 1] = 't:' .. ARGV[6]
elseif ARGV[12] ~= '-1' then due(ARGV[12], 't:') end

local waits = #list
if clear then
  redis.call('DEL', KEYS[2], KEYS[3])
  waits = 0
  if not send then gone[#gone + 1] = 's:' .. ARGV[6] end
elseif taken then
  waits = waits - 1
  if waits > 0 or not send then
    redis.call('LPOP', KEYS[2])
    redis.call('DEL', KEYS[3])
    if waits > 0 then due(ARGV[5], 's:') else gone[#gone + 1] = 's:' .. ARGV[6] end
  end
end
local behind = 0
if send then
  local one = string.format('%.0f', seq) .. ':0:' .. ARGV[8]
  if waits > 0 then
    behind = 1
    redis.call('RPUSH', KEYS[2], one)
  elseif taken and not clear then
    redis.call('LSET', KEYS[2], 0, one)
    redis.call('SET', KEYS[3], '1', 'PX', ARGV[9])
  else
    redis.call('RPUSH', KEYS[2], one)
    if not redis.call('SET', KEYS[3], '1', 'NX', 'PX', ARGV[9]) then behind = 1 end
  end
  redis.call('PEXPIRE', KEYS[2], ARGV[4] == '0' and 86400000 or ARGV[4])
  if behind == 0 then due(ARGV[5] + ARGV[9], 's:')
  elseif not taken or clear then redis.call('ZADD', KEYS[4], 'NX', ARGV[5], 's:' .. ARGV[6]) end
end
if #gone > 0 then redis.call('ZREM', KEYS[4], unpack(gone)) end
if #put > 0 then redis.call('ZADD', KEYS[4], unpack(put)) end
return {1, seq, behind, asked}`)

// take leases the list and returns its head; "" when there is none, when it is
// too early or when the lease is held.
// KEYS unsent, lease, due. ARGV 1 now, 2 id, 3 lease.
var take = redis.NewScript(`
local at = redis.call('ZSCORE', KEYS[3], 's:' .. ARGV[2])
local head = redis.call('LINDEX', KEYS[1], 0)
if not head then
  redis.call('ZREM', KEYS[3], 's:' .. ARGV[2])
  return ''
end
if at and tonumber(at) > tonumber(ARGV[1]) then return '' end
if not redis.call('SET', KEYS[2], '1', 'NX', 'PX', ARGV[3]) then return '' end
redis.call('ZADD', KEYS[3], ARGV[1] + ARGV[3], 's:' .. ARGV[2])
return head`)

// sent takes the message off the list and returns the next under the same
// lease, "" and no lease when there is none.
// KEYS unsent, lease, due, conversation, said. ARGV 1 now, 2 id, 3 lease,
// 4 sequence number, 5 the network's id of a message that asks with buttons,
// 6 the message as it was sent ("": not remembered), 7 life of what was said,
// 8 how many of it, 9 whether the lease ends though something is left.
var sent = redis.NewScript(`
local list = redis.call('LRANGE', KEYS[1], 0, 1)
local head = list[1]
if head and string.sub(head, 1, #ARGV[4] + 1) == ARGV[4] .. ':' then
  if ARGV[5] ~= '' and redis.call('EXISTS', KEYS[4]) == 1 then redis.call('HSET', KEYS[4], 'm', ARGV[5]) end
  redis.call('LPOP', KEYS[1])
  if ARGV[6] ~= '' then
    if redis.call('RPUSH', KEYS[5], ARGV[6]) > tonumber(ARGV[8]) then redis.call('LTRIM', KEYS[5], -ARGV[8], -1) end
    redis.call('PEXPIRE', KEYS[5], ARGV[7])
  end
  head = list[2]
elseif head then
  return ''
end
if not head then
  redis.call('DEL', KEYS[2])
  redis.call('ZREM', KEYS[3], 's:' .. ARGV[2])
  return ''
end
if ARGV[9] == '1' then
  redis.call('DEL', KEYS[2])
  redis.call('ZADD', KEYS[3], ARGV[1], 's:' .. ARGV[2])
  return ''
end
redis.call('SET', KEYS[2], '1', 'PX', ARGV[3])
redis.call('ZADD', KEYS[3], ARGV[1] + ARGV[3], 's:' .. ARGV[2])
return head`)

// later ends the lease, counts a try on the head and puts the list off.
// KEYS unsent, lease, due. ARGV 1 at, 2 id.
var later = redis.NewScript(`
redis.call('DEL', KEYS[2])
local head = redis.call('LINDEX', KEYS[1], 0)
if not head then return redis.call('ZREM', KEYS[3], 's:' .. ARGV[2]) end
local seq, tries, rest = string.match(head, '^(%d+):(%d+):(.*)$')
redis.call('LSET', KEYS[1], 0, seq .. ':' .. (tries + 1) .. ':' .. rest)
return redis.call('ZADD', KEYS[3], ARGV[1], 's:' .. ARGV[2])`)

// drop forgets what is unsent, and that anything is to be said. KEYS unsent,
// lease, due. ARGV 1 id.
var drop = redis.NewScript(`
redis.call('DEL', KEYS[1], KEYS[2])
return redis.call('ZREM', KEYS[3], 's:' .. ARGV[1], 't:' .. ARGV[1])`)

// wipe takes so many of what was said off its list, puts one back where that is
// to stay, and what deletes them on the list of what is to be sent.
// KEYS conversation, unsent, due, said. ARGV 1 now, 2 id, 3 how many, 4 what is
// put back ("": nothing), 5 life of what is to be sent, 6 and on: the messages.
var wipe = redis.NewScript(`
redis.call('LTRIM', KEYS[4], ARGV[3], -1)
if ARGV[4] ~= '' then redis.call('LPUSH', KEYS[4], ARGV[4]) end
for i = 6, #ARGV do
  local seq = redis.call('HINCRBY', KEYS[1], 'q', 1)
  redis.call('RPUSH', KEYS[2], seq .. ':0:' .. ARGV[i])
end
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return redis.call('ZADD', KEYS[3], 'NX', ARGV[1], 's:' .. ARGV[2])`)

// forget removes a conversation. KEYS conversation, unsent, lease, due, said.
// ARGV 1 id.
var forget = redis.NewScript(`
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[5])
return redis.call('ZREM', KEYS[4], 's:' .. ARGV[1], 'f:' .. ARGV[1], 't:' .. ARGV[1])`)

// due lists members whose time has come, with the sealed address of each. What
// is to be finished, or to go on, is put off, so that no other replica lists it at once; what
// is to be sent isn't, since its place in time says when it may go, and the
// lease keeps others away. The addresses' keys are made from the members: same
// shard, same slot.
// KEYS due. ARGV 1 now, 2 limit, 3 put off by, 4 prefix of a conversation's key.
var due = redis.NewScript(`
local members = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
local found = {}
for _, member in ipairs(members) do
  local address = redis.call('HGET', ARGV[4] .. string.sub(member, 3), 'a')
  if address then
    if string.sub(member, 1, 2) ~= 's:' then redis.call('ZADD', KEYS[1], ARGV[1] + ARGV[3], member) end
    found[#found + 1] = member
    found[#found + 1] = address
  else
    redis.call('ZREM', KEYS[1], member)
  end
end
return found`)
