import { customerById, profileReply, removeCustomer } from '../customers.js';
import type { Customer } from '../customers.js';
import type { Value } from '../database.js';
import { id, line, optional, phone, shape } from '../fields.js';
import { notFound } from '../problem.js';
import { mayTouch, noContent, signedIn } from '../shop.js';
import type { Call, Operation, Reply, Shop } from '../shop.js';

function own(call: Call, shop: Shop): Customer {
  const customer = customerById(shop, signedIn(call).id);
  if (!customer) throw notFound();
  return customer;
}

function getMe(call: Call, shop: Shop): Reply {
  return profileReply(own(call, shop), shop);
}

/** While `mass-assignment-profile` is open: the columns that the body names and the contract does not. */
function smuggled(body: unknown, shop: Shop): Record<string, string | number> {
  if (!shop.open('mass-assignment-profile')) return {};
  const columns = ['role', 'creditLimit', 'verified', 'balance'];
  const given = Object.entries(body as Record<string, unknown>).filter(([name]) => columns.includes(name));
  return Object.fromEntries(given.map(([name, value]) => [name, typeof value === 'string' ? value : Number(value)]));
}

/** Columns that exist and that a statement may set, whoever chose them. */
function writable(changes: Readonly<Record<string, Value>>): Record<string, Value> {
  const columns = ['name', 'address', 'phone', 'role', 'creditLimit', 'verified', 'balance'];
  const known = Object.entries(changes).filter(([name]) => columns.includes(name));
  return Object.fromEntries(known.map(([name, value]) => [name, typeof value === 'string' ? value : Number(value)]));
}

function updateMe(call: Call, shop: Shop): Reply {
  const customer = own(call, shop);
  const fields = { name: optional(line(1, 80)), address: optional(line(5, 200)), phone: optional(phone) };
  const others = shop.open('mass-assignment-profile') ? 'ignore' : 'refuse';
  const changes = shop.code.profileChanges
    ? writable(shop.code.profileChanges({ ...(call.body as object) }))
    : { ...shape(fields, others)(call.body, 'body'), ...smuggled(call.body, shop) };
  for (const [column, value] of Object.entries(changes)) {
    if (value !== undefined) shop.store.run(`UPDATE customers SET ${column} = ? WHERE id = ?`, value, customer.id);
  }
  return profileReply(own(call, shop), shop);
}

function deleteMe(call: Call, shop: Shop): Reply {
  removeCustomer(signedIn(call).id, shop);
  return noContent;
}

function getCustomer(call: Call, shop: Shop): Reply {
  const customerId = id(call.params['customerId'], 'customerId');
  const customer = mayTouch(signedIn(call), customerId) ? customerById(shop, customerId) : undefined;
  if (!customer) throw notFound();
  return profileReply(customer, shop);
}

export const customerOperations: readonly Operation[] = [
  { id: 'getMe', method: 'GET', path: '/customers/me', access: [], handle: getMe },
  { id: 'updateMe', method: 'PATCH', path: '/customers/me', access: [], handle: updateMe },
  { id: 'deleteMe', method: 'DELETE', path: '/customers/me', access: [], handle: deleteMe },
  { id: 'getCustomer', method: 'GET', path: '/customers/{customerId}', access: [], handle: getCustomer },
];
