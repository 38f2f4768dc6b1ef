import { randomFillSync } from 'node:crypto';

const users = 10_000;
const random = Buffer.alloc(10);

function uuidv7(time) {
  randomFillSync(random);
  const hex = time.toString(16).padStart(12, '0');
  const rest = random.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
}

let state = 7;

/** Below 1, of a fixed sequence (mulberry32), so that every run has the same events but for their ids. */
function number() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

const below = (limit) => Math.floor(number() * limit);
/**
 * One event: 97 of 100 are allowed calls, the others are denials with some detail. `time` in milliseconds. Made field by
 * field, as the gateway does: an object that was spread is read several times slower.
 */
export function makeEvent(time) {
  const user = below(users);
  const denied = below(100) < 3;
  const event = { id: uuidv7(time), time, kind: 'access', outcome: 'allowed', severity: 'info', status: 200 };
  if (denied) {
    event.kind = 'denial';
    event.outcome = 'denied';
    event.severity = 'low';
    event.status = 400;
  } else if (below(200) === 0) event.status = 503;
  event.micros = 500 + below(9000);
  event.bytesIn = 0;
  event.bytesOut = 200 + below(4000);
  event.exchangeId = event.id;
  event.client = `10.${user >> 8}.${user & 255}.7`;
  event.method = 'GET';
  event.api = 'orders';
  event.operationId = `operation${below(40)}`;
  event.principalId = `https://issuer.example#user-${user}`;
  event.credentialId = `key-${user}`;
  if (denied) event.detail = { path: '/orders/{orderId}', parameter: 'orderId', reason: 'does not match the contract' };
  return event;
}

/** `count` events from `start` on, `perSecond` a second. */
export function* makeEvents({ count, start, perSecond }) {
  for (let n = 0; n < count; n++) yield makeEvent(start + Math.floor((n * 1000) / perSecond));
}

/** The same in lists of `size`. */
export function* inLists(events, size) {
  let list = [];
  for (const event of events) {
    list.push(event);
    if (list.length < size) continue;
    yield list;
    list = [];
  }
  if (list.length) yield list;
}
