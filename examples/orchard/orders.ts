import { customerById } from './customers.js';
import { notFound } from './problem.js';
import { id as idField } from './fields.js';
import type { Shop } from './shop.js';

export const orderStatuses = ['pending', 'paid', 'shipped', 'refunded'] as const;

export type Order = {
  readonly id: number;
  readonly customerId: number;
  readonly status: (typeof orderStatuses)[number];
  readonly total: number;
  readonly shippingAddress: string;
  readonly note: string;
  readonly createdAt: string;
};

type Item = {
  readonly productId: number;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: number;
};
export type Payment = {
  readonly id: string;
  readonly amount: number;
  readonly status: string;
  readonly receipt: string;
};

/** The order with the id of the path, whoever owns it; 404 when there is none. */
export function orderOf(pathId: string | undefined, shop: Shop): Order {
  const order = shop.store.get<Order>('SELECT * FROM orders WHERE id = ?', idField(pathId, 'orderId'));
  if (!order) throw notFound();
  return order;
}

/** An order as the contract shows one. */
export function shownOrder(order: Order, shop: Shop): Record<string, unknown> {
  const { id, customerId, status, total, shippingAddress, note, createdAt } = order;
  const listed = 'SELECT productId, name, quantity, unitPrice FROM orderItems WHERE orderId = ? ORDER BY rowid';
  const items = shop.store.all<Item>(listed, id).map((item) => ({ ...item }));
  const paid = shop.store.get<Payment>('SELECT id, amount, status, receipt FROM payments WHERE orderId = ?', id);
  const payment = paid ? { ...paid } : null;
  return { id, customerId, status, items, total, currency: 'EUR', shippingAddress, note, payment, createdAt };
}

/** Marks an order as paid and writes its invoice; a second call changes nothing. */
export function settle(order: Order, payment: Payment, shop: Shop): void {
  const { store } = shop;
  store.transaction(() => {
    const paid = "UPDATE orders SET status = 'paid', claimed = 0 WHERE id = ? AND status = 'pending'";
    if (store.run(paid, order.id).changes === 0) return;
    store.run('DELETE FROM payments WHERE orderId = ?', order.id);
    store.insert('payments', { orderId: order.id, ...payment });
    writeInvoice(order, payment.amount, shop);
  });
}

function writeInvoice(order: Order, amount: number, shop: Shop): void {
  const customer = customerById(shop, order.customerId);
  if (!customer) return;
  const last = shop.store.get<{ id: string | null }>('SELECT max(id) AS id FROM invoices')?.id;
  const number = Number(last?.slice(-5) ?? 0) + 1;
  shop.store.insert('invoices', {
    id: `INV-2026-${String(number).padStart(5, '0')}`,
    orderId: order.id,
    customerId: customer.id,
    billingName: customer.name,
    billingAddress: customer.address,
    amount,
    issuedAt: new Date().toISOString(),
  });
}

/** Removes an order with its items, payment and invoice. */
export function removeOrder(id: number, { store }: Shop): void {
  store.transaction(() => {
    for (const table of ['orderItems', 'payments', 'invoices']) store.run(`DELETE FROM ${table} WHERE orderId = ?`, id);
    store.run('DELETE FROM orders WHERE id = ?', id);
  });
}
