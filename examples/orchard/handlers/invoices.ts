import { digits, optional, text } from '../fields.js';
import { notFound } from '../problem.js';
import { mayTouch, ok, page, signedIn } from '../shop.js';
import type { Call, Operation, Reply, Shop } from '../shop.js';

type Invoice = {
  readonly id: string;
  readonly orderId: number;
  readonly customerId: number;
  readonly billingName: string;
  readonly billingAddress: string;
  readonly amount: number;
  readonly issuedAt: string;
};

const invoiceId = text({ min: 14, max: 14, pattern: /^INV-\d{4}-\d{5}$/ });

function listInvoices(call: Call, shop: Shop): Reply {
  const { id } = signedIn(call);
  const limit = optional(digits(1, 50))(call.query['limit'], 'limit') ?? 20;
  const offset = optional(digits(0, 100_000))(call.query['offset'], 'offset') ?? 0;
  const listed = 'SELECT * FROM invoices WHERE customerId = ? ORDER BY id LIMIT ? OFFSET ?';
  const items = shop.store.all<Invoice>(listed, id, limit, offset).map((invoice) => ({ ...invoice, currency: 'EUR' }));
  const counted = 'SELECT count(*) AS total FROM invoices WHERE customerId = ?';
  return page(items, { total: shop.store.get<{ total: number }>(counted, id)?.total ?? 0, limit, offset });
}

function getInvoice(call: Call, shop: Shop): Reply {
  const id = invoiceId(call.params['invoiceId'], 'invoiceId');
  const invoice = shop.store.get<Invoice>('SELECT * FROM invoices WHERE id = ?', id);
  if (!invoice) throw notFound();
  if (!shop.open('invoice-read-any') && !mayTouch(signedIn(call), invoice.customerId)) throw notFound();
  return ok({ ...invoice, currency: 'EUR' });
}

export const invoiceOperations: readonly Operation[] = [
  { id: 'listInvoices', method: 'GET', path: '/invoices', access: [], handle: listInvoices },
  { id: 'getInvoice', method: 'GET', path: '/invoices/{invoiceId}', access: [], handle: getInvoice },
];
