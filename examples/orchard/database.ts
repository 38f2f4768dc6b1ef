import fs from 'node:fs';
import { openDatabase } from '../../src/store/driver.js';

export type Value = string | number | null;

/** The few database calls that the shop needs; whole numbers are bound as integers. */
export type Store = {
  all<T>(sql: string, ...values: readonly Value[]): T[];
  get<T>(sql: string, ...values: readonly Value[]): T | undefined;
  run(sql: string, ...values: readonly Value[]): { readonly changes: number; readonly id: number };
  /** Adds one row and tells its number. */
  insert(table: string, row: Readonly<Record<string, Value>>): number;
  transaction<T>(work: () => T): T;
  close(): void;
};

const tables = `
  CREATE TABLE customers (
    id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL,
    passwordHash TEXT NOT NULL, address TEXT NOT NULL, phone TEXT NOT NULL, balance INTEGER NOT NULL DEFAULT 0,
    creditLimit INTEGER NOT NULL DEFAULT 10000, verified INTEGER NOT NULL DEFAULT 0, internalNote TEXT NOT NULL,
    sessionVersion INTEGER NOT NULL DEFAULT 1, createdAt TEXT NOT NULL);
  CREATE TABLE products (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, description TEXT NOT NULL, category TEXT NOT NULL,
    price INTEGER NOT NULL, supplierCost INTEGER NOT NULL, pictureUrl TEXT, pictureBy INTEGER);
  CREATE TABLE reviews (
    id INTEGER PRIMARY KEY AUTOINCREMENT, productId INTEGER NOT NULL, customerId INTEGER NOT NULL, author TEXT NOT NULL,
    rating INTEGER NOT NULL, text TEXT NOT NULL, createdAt TEXT NOT NULL);
  CREATE TABLE orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT, customerId INTEGER NOT NULL, status TEXT NOT NULL, total INTEGER NOT NULL,
    shippingAddress TEXT NOT NULL, note TEXT NOT NULL, claimed INTEGER NOT NULL DEFAULT 0, createdAt TEXT NOT NULL);
  CREATE TABLE orderItems (
    orderId INTEGER NOT NULL, productId INTEGER NOT NULL, name TEXT NOT NULL, quantity INTEGER NOT NULL,
    unitPrice INTEGER NOT NULL);
  CREATE TABLE payments (
    orderId INTEGER PRIMARY KEY, id TEXT NOT NULL, amount INTEGER NOT NULL, status TEXT NOT NULL, receipt TEXT NOT NULL);
  CREATE TABLE invoices (
    id TEXT PRIMARY KEY, orderId INTEGER NOT NULL, customerId INTEGER NOT NULL, billingName TEXT NOT NULL,
    billingAddress TEXT NOT NULL, amount INTEGER NOT NULL, issuedAt TEXT NOT NULL);
  CREATE TABLE coupons (
    code TEXT PRIMARY KEY, value INTEGER NOT NULL, redeemedBy INTEGER, redeemedAt TEXT);
  CREATE TABLE webhooks (id TEXT PRIMARY KEY, receivedAt TEXT NOT NULL);
  CREATE TABLE revokedTokens (id TEXT PRIMARY KEY, expiresAt INTEGER NOT NULL);
  CREATE INDEX reviewsByProduct ON reviews (productId);
  CREATE INDEX ordersByCustomer ON orders (customerId);
  CREATE INDEX itemsByOrder ON orderItems (orderId);
  CREATE INDEX invoicesByCustomer ON invoices (customerId);
`;

function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) fs.rmSync(`${file}${suffix}`, { force: true });
}

/** Adds the statement to what SQLite says about it; only `verbose-error` ever shows it. */
function told<T>(sql: string, query: () => T): T {
  try {
    return query();
  } catch (error) {
    throw Object.assign(error as Error, { sql });
  }
}

/** Opens the shop's SQLite file. With `keep` an existing file goes on; else it starts empty. */
export function openStore(file: string, keep: boolean): { readonly store: Store; readonly fresh: boolean } {
  if (!keep) removeDatabase(file);
  const fresh = !fs.existsSync(file);
  const database = openDatabase(file);
  database.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;');
  if (fresh) database.exec(tables);
  const bound = (values: readonly Value[]) =>
    values.map((value) => (typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value));
  function run(sql: string, ...values: readonly Value[]) {
    const { changes, lastInsertRowid } = told(sql, () => database.prepare(sql).run(...bound(values)));
    return { changes: Number(changes), id: Number(lastInsertRowid) };
  }
  const store: Store = {
    all: <T>(sql: string, ...values: readonly Value[]) =>
      told(sql, () => database.prepare(sql).all(...bound(values)) as T[]),
    get: <T>(sql: string, ...values: readonly Value[]) =>
      told(sql, () => database.prepare(sql).get(...bound(values)) as T | undefined),
    run,
    insert(table, row) {
      const columns = Object.keys(row);
      const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
      return run(sql, ...Object.values(row)).id;
    },
    transaction(work) {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => database.close(),
  };
  return { store, fresh };
}
