import { customerById, profile, removeCustomer } from '../customers.js';
import type { Customer } from '../customers.js';
import { digits, id, integer, oneOf, optional, shape, truth } from '../fields.js';
import { conflict, notFound } from '../problem.js';
import { noContent, ok, page, roles, signedIn } from '../shop.js';
import type { Call, Operation, Reply, Shop } from '../shop.js';

function listCustomers({ query }: Call, shop: Shop): Reply {
  const limit = optional(digits(1, 50))(query['limit'], 'limit') ?? 20;
  const offset = optional(digits(0, 100_000))(query['offset'], 'offset') ?? 0;
  const customers = shop.store.all<Customer>('SELECT * FROM customers ORDER BY id LIMIT ? OFFSET ?', limit, offset);
  const total = shop.store.get<{ total: number }>('SELECT count(*) AS total FROM customers')?.total ?? 0;
  return page(customers.map(profile), { total, limit, offset });
}

function customerOf(call: Call, shop: Shop): Customer {
  const customer = customerById(shop, id(call.params['customerId'], 'customerId'));
  if (!customer) throw notFound();
  return customer;
}

/** A changed role ends the customer's sessions: their tokens carry the old one. */
function updateCustomer(call: Call, shop: Shop): Reply {
  const customer = customerOf(call, shop);
  const fields = {
    role: optional(oneOf(roles)),
    creditLimit: optional(integer(0, 1_000_000)),
    verified: optional(truth),
  };
  const body = shape(fields)(call.body, 'body');
  const { role = customer.role, creditLimit = customer.creditLimit } = body;
  const verified = Number(body.verified ?? customer.verified);
  const step = role === customer.role ? 0 : 1;
  const sql = `UPDATE customers SET role = ?, creditLimit = ?, verified = ?, sessionVersion = sessionVersion + ?
    WHERE id = ? RETURNING *`;
  const changed = shop.store.get<Customer>(sql, role, creditLimit, verified, step, customer.id);
  return ok(profile(changed ?? customer));
}

function deleteCustomer(call: Call, shop: Shop): Reply {
  const customer = customerOf(call, shop);
  if (customer.id === signedIn(call).id) throw conflict('You cannot delete yourself here.');
  removeCustomer(customer.id, shop);
  return noContent;
}

function getStats(_call: Call, shop: Shop): Reply {
  const counts = shop.store.get<Record<string, number>>(
    `SELECT (SELECT count(*) FROM customers) AS customers, (SELECT count(*) FROM orders) AS orders,
     (SELECT coalesce(sum(amount), 0) FROM invoices) AS revenue,
     (SELECT count(*) FROM coupons WHERE redeemedBy IS NULL) AS openCoupons`,
  );
  return ok({ ...counts, currency: 'EUR' });
}

const one = '/admin/customers/{customerId}';

export const adminOperations: readonly Operation[] = [
  {
    id: 'listCustomers',
    method: 'GET',
    path: '/admin/customers',
    access: ['admin'],
    weakened: { by: 'admin-customers-any-role', access: [] },
    handle: listCustomers,
  },
  { id: 'updateCustomer', method: 'PATCH', path: one, access: ['admin'], handle: updateCustomer },
  { id: 'deleteCustomer', method: 'DELETE', path: one, access: ['admin'], handle: deleteCustomer },
  {
    id: 'getStats',
    method: 'GET',
    path: '/admin/stats',
    access: ['admin'],
    weakened: { by: 'stats-without-auth', access: 'public' },
    handle: getStats,
  },
];
