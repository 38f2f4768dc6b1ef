import { customerById } from '../customers.js';
import { digits, id, integer, line, listOf, optional, shape } from '../fields.js';
import type { HoleId } from '../holes.js';
import { orderOf, orderStatuses, removeOrder, shownOrder } from '../orders.js';
import type { Order } from '../orders.js';
import { badRequest, forbidden, notFound } from '../problem.js';
import { created, hasRole, mayTouch, noContent, ok, page, signedIn } from '../shop.js';
import type { Call, Operation, Reply, Shop } from '../shop.js';
import { trackingAudience } from '../tokens.js';

/** The order of the path if the caller may touch it, or everyone may because of the hole. */
function touchable(call: Call, shop: Shop, hole: HoleId): Order {
  const order = orderOf(call.params['orderId'], shop);
  if (!shop.open(hole) && !mayTouch(signedIn(call), order.customerId)) throw notFound();
  return order;
}

function listedCustomer(call: Call, shop: Shop): number {
  const principal = signedIn(call);
  const wanted = optional(id)(call.query['customerId'], 'customerId') ?? principal.id;
  if (wanted === principal.id || hasRole(principal, ['support'])) return wanted;
  if (!shop.open('orders-by-customer-filter')) throw forbidden('You may only list your own orders.');
  return wanted;
}

function listOrders(call: Call, shop: Shop): Reply {
  const customerId = listedCustomer(call, shop);
  const limit = optional(digits(1, 50))(call.query['limit'], 'limit') ?? 20;
  const offset = optional(digits(0, 100_000))(call.query['offset'], 'offset') ?? 0;
  const listed = 'SELECT * FROM orders WHERE customerId = ? ORDER BY id LIMIT ? OFFSET ?';
  const orders = shop.store.all<Order>(listed, customerId, limit, offset);
  const counted = 'SELECT count(*) AS total FROM orders WHERE customerId = ?';
  const total = shop.store.get<{ total: number }>(counted, customerId)?.total ?? 0;
  return page(
    orders.map((order) => shownOrder(order, shop)),
    { total, limit, offset },
  );
}

type Line = { readonly productId: number; readonly quantity: number };
type Priced = Line & { readonly name: string; readonly unitPrice: number };

function priced(items: readonly Line[], shop: Shop): Priced[] {
  return items.map(({ productId, quantity }, index) => {
    const product = shop.store.get<{ name: string; price: number }>('SELECT * FROM products WHERE id = ?', productId);
    if (!product) throw badRequest(`body.items[${index}].productId names no product.`);
    return { productId, quantity, name: product.name, unitPrice: product.price };
  });
}

/** While `mass-assignment-order` is open: what the body says about the order's own fields. */
function smuggled(body: unknown, shop: Shop): { readonly total?: number; readonly status?: string } {
  if (!shop.open('mass-assignment-order')) return {};
  const { total, status } = body as Record<string, unknown>;
  const known = orderStatuses.find((word) => word === status);
  return { ...(Number.isInteger(total) && { total: total as number }), ...(known && { status: known }) };
}

function createOrder(call: Call, shop: Shop): Reply {
  const customer = customerById(shop, signedIn(call).id);
  if (!customer) throw notFound();
  const least = shop.open('negative-quantity') ? -100 : 1;
  const item = shape({ productId: integer(1, 2_147_483_647), quantity: integer(least, 100) });
  const fields = { items: listOf(item, 1, 20), shippingAddress: optional(line(5, 200)), note: optional(line(0, 300)) };
  const others = shop.open('mass-assignment-order') ? 'ignore' : 'refuse';
  const body = shape(fields, others)(call.body, 'body');
  const lines = priced(body.items, shop);
  const sum = lines.reduce((total, line) => total + line.unitPrice * line.quantity, 0);
  const { total = sum, status = 'pending' } = smuggled(call.body, shop);
  const { shippingAddress = customer.address, note = '' } = body;
  const createdAt = new Date().toISOString();
  const orderId = shop.store.transaction(() => {
    const order = { customerId: customer.id, status, total, shippingAddress, note, createdAt };
    const id = shop.store.insert('orders', order);
    for (const line of lines) shop.store.insert('orderItems', { orderId: id, ...line });
    return id;
  });
  return created(shownOrder(orderOf(String(orderId), shop), shop));
}

function getOrder(call: Call, shop: Shop): Reply {
  return ok(shownOrder(touchable(call, shop, 'order-read-any'), shop));
}

function updateOrder(call: Call, shop: Shop): Reply {
  const order = touchable(call, shop, 'order-write-any');
  const fields = { shippingAddress: optional(line(5, 200)), note: optional(line(0, 300)) };
  const body = shape(fields)(call.body, 'body');
  const { shippingAddress = order.shippingAddress, note = order.note } = body;
  shop.store.run('UPDATE orders SET shippingAddress = ?, note = ? WHERE id = ?', shippingAddress, note, order.id);
  return ok(shownOrder(orderOf(String(order.id), shop), shop));
}

function deleteOrder(call: Call, shop: Shop): Reply {
  const { mayCancel } = shop.code;
  const order = mayCancel ? orderOf(call.params['orderId'], shop) : touchable(call, shop, 'order-delete-any');
  if (mayCancel && !mayCancel(signedIn(call), order)) throw notFound();
  removeOrder(order.id, shop);
  return noContent;
}

const trackingSeconds = 86_400;

/** The courier's page shows the parcel to whoever has this token; it is none of ours to accept. */
async function getOrderTracking(call: Call, shop: Shop): Promise<Reply> {
  const order = orderOf(call.params['orderId'], shop);
  const { id: customerId } = signedIn(call);
  if (order.customerId !== customerId) throw notFound();
  const ver = customerById(shop, customerId)?.sessionVersion;
  const claims = { aud: trackingAudience, sub: String(customerId), roles: ['customer'], order: order.id, ver };
  const trackingToken = await shop.tokens.sign(claims, trackingSeconds);
  return ok({ orderId: order.id, carrier: 'Courier Pigeon', trackingToken, expiresInSeconds: trackingSeconds });
}

/** The version before this one; it knew no customers. */
function getOrderV0(call: Call, shop: Shop): Reply {
  return ok(shownOrder(orderOf(call.params['orderId'], shop), shop));
}

const one = '/orders/{orderId}';

export const orderOperations: readonly Operation[] = [
  { id: 'listOrders', method: 'GET', path: '/orders', access: [], handle: listOrders },
  { id: 'createOrder', method: 'POST', path: '/orders', access: [], handle: createOrder },
  { id: 'getOrder', method: 'GET', path: one, access: [], handle: getOrder },
  { id: 'updateOrder', method: 'PATCH', path: one, access: [], handle: updateOrder },
  { id: 'deleteOrder', method: 'DELETE', path: one, access: [], handle: deleteOrder },
  { id: 'getOrderTracking', method: 'GET', path: `${one}/tracking`, access: [], handle: getOrderTracking },
  { id: 'v0', method: 'GET', path: `/v0${one}`, access: 'public', onlyWith: 'old-version', handle: getOrderV0 },
];
