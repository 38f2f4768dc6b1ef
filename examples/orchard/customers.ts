import type { HoleId } from './holes.js';
import type { Reply, Role, Shop } from './shop.js';

export type Customer = {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
  readonly address: string;
  readonly phone: string;
  readonly balance: number;
  readonly creditLimit: number;
  readonly verified: number;
  readonly internalNote: string;
  readonly sessionVersion: number;
  readonly createdAt: string;
};

export function customerById(shop: Shop, id: number): Customer | undefined {
  return shop.store.get<Customer>('SELECT * FROM customers WHERE id = ?', id);
}

/** A customer as the contract shows one. */
export function profile(customer: Customer): Record<string, unknown> {
  const { id, email, name, role, address, phone, balance, creditLimit, createdAt } = customer;
  return { id, email, name, role, address, phone, balance, creditLimit, verified: customer.verified === 1, createdAt };
}

/** The answer of the operations that show one profile. */
export function profileReply(customer: Customer, shop: Shop): Reply {
  if (shop.code.shownProfile) return { status: 200, body: shop.code.shownProfile({ ...customer }) };
  const open = (hole: HoleId) => shop.open(hole);
  const { passwordHash, internalNote } = customer;
  const leaked = open('profile-leaks-hash') ? { passwordHash, internalNote } : {};
  const headers: Record<string, string> = open('cacheable-profile') ? { 'cache-control': '' } : {};
  return { status: 200, body: { ...profile(customer), ...leaked }, headers };
}

/** Removes a customer and everything that belongs to them. */
export function removeCustomer(id: number, shop: Shop): void {
  shop.store.transaction(() => {
    const { run } = shop.store;
    run('DELETE FROM orderItems WHERE orderId IN (SELECT id FROM orders WHERE customerId = ?)', id);
    run('DELETE FROM payments WHERE orderId IN (SELECT id FROM orders WHERE customerId = ?)', id);
    for (const table of ['orders', 'invoices', 'reviews']) run(`DELETE FROM ${table} WHERE customerId = ?`, id);
    run('UPDATE products SET pictureUrl = NULL, pictureBy = NULL WHERE pictureBy = ?', id);
    run('DELETE FROM customers WHERE id = ?', id);
  });
}
