import crypto from 'node:crypto';
import { integer, oneOf, shape, text } from '../fields.js';
import { orderOf, settle } from '../orders.js';
import type { Order, Payment } from '../orders.js';
import { conflict, notFound, Problem, unauthorized } from '../problem.js';
import { created, ok, signedIn } from '../shop.js';
import type { Call, Operation, Reply, Shop } from '../shop.js';
import { vendorKey, webhookSecret } from '../secrets.js';
import { signWebhook } from '../webhook-signature.js';

type Charge = { readonly id: string; readonly amount: number; readonly status: string; readonly receipt: string };

const chargeShape = shape({
  id: text({ min: 4, max: 40, pattern: /^ch_[a-z0-9]+$/ }),
  amount: integer(1, 100_000_000),
  currency: oneOf(['EUR']),
  reference: text({ min: 1, max: 40 }),
  status: oneOf(['succeeded', 'declined']),
  receipt: text({ max: 200, pattern: /^[^<>\p{Cc}]*$/u }),
});

/** Third parties can err or be taken over: only what we asked for, in the form agreed, is kept. */
function checkedCharge(answer: unknown, order: Order): Charge {
  try {
    const charge = chargeShape(answer, 'charge');
    if (charge.amount === order.total && charge.reference === String(order.id)) return charge;
  } catch {
    // Falls through to the same refusal: the vendor's words are not passed on.
  }
  throw new Problem(502, 'The payment could not be confirmed.');
}

async function askVendor(order: Order, cardToken: string, shop: Shop): Promise<unknown> {
  const response = await fetch(`${shop.vendorUrl}/charges`, {
    method: 'POST',
    redirect: 'error',
    headers: { authorization: `Bearer ${vendorKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ amount: order.total, currency: 'EUR', reference: String(order.id), cardToken }),
    signal: AbortSignal.timeout(3000),
  });
  if (response.status !== 201) throw new Problem(402, 'The payment was refused.');
  return response.json();
}

async function charged(order: Order, cardToken: string, shop: Shop): Promise<Charge> {
  const answer = await askVendor(order, cardToken, shop).catch((error: unknown) => {
    throw error instanceof Problem ? error : new Problem(502, 'The payments vendor cannot be reached.');
  });
  return shop.open('vendor-data-trusted') ? (answer as Charge) : checkedCharge(answer, order);
}

/** Two payments of one order at the same time must not both reach the vendor. */
function claim(order: Order, shop: Shop): void {
  const sql = "UPDATE orders SET claimed = 1 WHERE id = ? AND status = 'pending' AND claimed = 0";
  if (shop.store.run(sql, order.id).changes === 0) throw conflict('This order is not waiting for a payment.');
}

async function payOrder(call: Call, shop: Shop): Promise<Reply> {
  const order = orderOf(call.params['orderId'], shop);
  if (order.customerId !== signedIn(call).id) throw notFound();
  const body = shape({ cardToken: text({ min: 5, max: 44, pattern: /^tok_[a-z0-9_]+$/ }) })(call.body, 'body');
  claim(order, shop);
  try {
    const charge = await charged(order, body.cardToken, shop);
    if (charge.status !== 'succeeded') throw new Problem(402, 'The payment was refused.');
    const { id, amount, status, receipt } = charge;
    settle(order, { id, amount, status, receipt }, shop);
    return created({ id, orderId: order.id, amount, currency: 'EUR', status, receipt });
  } finally {
    shop.store.run('UPDATE orders SET claimed = 0 WHERE id = ?', order.id);
  }
}

const toleranceSeconds = 300;

function demandSignature({ headers, rawBody }: Call, shop: Shop): void {
  if (shop.code.acceptsEvent) {
    if (!shop.code.acceptsEvent(headers, rawBody, webhookSecret)) throw unauthorized();
    return;
  }
  const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '', 'webhook-signature': given = '' } = headers;
  const age = Math.abs(Date.now() / 1000 - Number(timestamp));
  if (!/^[\w.-]{1,64}$/.test(id) || !/^\d{1,12}$/.test(timestamp) || age > toleranceSeconds) throw unauthorized();
  const expected = Buffer.from(signWebhook({ id, timestamp, body: rawBody }, webhookSecret));
  const holds = given.split(' ').some((one) => {
    const candidate = Buffer.from(one);
    return candidate.length === expected.length && crypto.timingSafeEqual(candidate, expected);
  });
  if (!holds) throw unauthorized('The signature of the event does not hold.');
}

/** False when this event came before: then it changes nothing. */
function isFirst(id: string | undefined, shop: Shop): boolean {
  if (id === undefined) return true;
  const sql = 'INSERT OR IGNORE INTO webhooks (id, receivedAt) VALUES (?, ?)';
  return shop.store.run(sql, id, new Date().toISOString()).changes === 1;
}

const eventShape = shape({
  type: oneOf(['charge.succeeded', 'charge.refunded']),
  data: shape({
    chargeId: text({ min: 4, max: 40, pattern: /^ch_[a-z0-9]+$/ }),
    orderId: integer(1, 2_147_483_647),
    amount: integer(1, 100_000_000),
  }),
});

function receivePaymentEvent(call: Call, shop: Shop): Reply {
  if (!shop.open('webhook-unsigned')) demandSignature(call, shop);
  const { type, data } = eventShape(call.body, 'body');
  const order = orderOf(String(data.orderId), shop);
  if (data.amount !== order.total) throw conflict('The amount is not that of the order.');
  if (!isFirst(call.headers['webhook-id'], shop)) return ok({ received: true });
  if (type === 'charge.refunded') shop.store.run("UPDATE orders SET status = 'refunded' WHERE id = ?", order.id);
  const payment: Payment = { id: data.chargeId, amount: data.amount, status: 'succeeded', receipt: '' };
  if (type === 'charge.succeeded') settle(order, payment, shop);
  return ok({ received: true });
}

export const paymentOperations: readonly Operation[] = [
  { id: 'payOrder', method: 'POST', path: '/orders/{orderId}/payment', access: [], handle: payOrder },
  {
    id: 'receivePaymentEvent',
    method: 'POST',
    path: '/webhooks/payments',
    access: 'public',
    handle: receivePaymentEvent,
  },
];
