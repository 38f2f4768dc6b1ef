/**
 * Checks all limits of a request, then takes from all of them or from none, by the server's clock. For each key four
 * arguments: kind (`even`, `day`, `month`), limit, window in seconds, cost. An even limit keeps its theoretical arrival
 * time in microseconds, a quota `END USED`; both expire by themselves.
 *
 * Returns { allowed, index of the tightest from 0, remaining, milliseconds until it is full or passes the call }.
 */
export const takeScript = `
local clock = redis.call('TIME')
local seconds = tonumber(clock[1])
local now = seconds * 1000000 + tonumber(clock[2])

local function end_of_month(days)
  local z = days + 719468
  local era = math.floor(z / 146097)
  local doe = z - era * 146097
  local yoe = math.floor((doe - math.floor(doe / 1460) + math.floor(doe / 36524) - math.floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + math.floor(yoe / 4) - math.floor(yoe / 100))
  local shifted = math.floor((5 * doy + 2) / 153)
  local first = days - (doy - math.floor((153 * shifted + 2) / 5))
  local month = shifted < 10 and shifted + 3 or shifted - 9
  local year = yoe + era * 400 + (month <= 2 and 1 or 0)
  local leap = (year % 4 == 0 and year % 100 ~= 0) or year % 400 == 0
  local lengths = { 31, leap and 29 or 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }
  return first + lengths[month]
end

local function quota(key, kind, limit, cost)
  local days = math.floor(seconds / 86400)
  local stop = (kind == 'month' and end_of_month(days) or days + 1) * 86400
  local used = 0
  local kept = redis.call('GET', key)
  if kept then
    local last, count = string.match(kept, '^(%d+) (%d+)$')
    if tonumber(last) == stop then used = tonumber(count) end
  end
  local asked = used + (cost == 0 and 1 or cost)
  local wait = stop * 1000 - now / 1000
  local after = math.max(0, cost == 0 and used or asked)
  return {
    allowed = cost < 0 or asked <= limit,
    remaining = math.max(0, limit - after),
    wait = wait,
    full = wait,
    value = string.format('%d %d', stop, after),
    millis = math.ceil(wait) + 1000,
  }
end

local function even(key, limit, window, cost)
  local interval = window * 1000000 / limit
  local tat = math.max(tonumber(redis.call('GET', key) or now), now)
  local asked = tat + (cost == 0 and 1 or cost) * interval
  local wait = math.max(0, asked - now - window * 1000000 - 0.5)
  local after = math.max(cost == 0 and tat or asked, now)
  return {
    allowed = cost < 0 or wait <= 0,
    remaining = math.max(0, math.floor((window * 1000000 - (after - now)) / interval + 0.000001)),
    wait = math.min(wait / 1000, window * 1000),
    full = (after - now) / 1000,
    value = string.format('%.3f', after),
    millis = math.ceil((after - now) / 1000),
  }
end

local states, refused, tightest = {}, nil, nil
for i, key in ipairs(KEYS) do
  local at = (i - 1) * 4
  local kind, limit, window, cost = ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
  local state = kind == 'even' and even(key, limit, window, cost) or quota(key, kind, limit, cost)
  state.cost = cost
  states[i] = state
  if not state.allowed and (not refused or state.wait > states[refused].wait) then refused = i end
  if not tightest or state.remaining < states[tightest].remaining then tightest = i end
end

if refused then return { 0, refused - 1, 0, math.ceil(states[refused].wait) } end
for i, key in ipairs(KEYS) do
  local state = states[i]
  if state.cost ~= 0 then
    if state.millis > 0 then redis.call('SET', key, state.value, 'PX', state.millis) else redis.call('DEL', key) end
  end
end
return { 1, tightest - 1, states[tightest].remaining, math.ceil(states[tightest].full) }
`;
