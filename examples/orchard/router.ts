import { adminOperations } from './handlers/admin.js';
import { couponOperations } from './handlers/coupons.js';
import { customerOperations } from './handlers/customers.js';
import { invoiceOperations } from './handlers/invoices.js';
import { orderOperations } from './handlers/orders.js';
import { paymentOperations } from './handlers/payments.js';
import { productOperations } from './handlers/products.js';
import { reviewOperations } from './handlers/reviews.js';
import { sessionOperations } from './handlers/session.js';
import { systemOperations } from './handlers/system.js';
import type { HoleId } from './holes.js';
import { badRequest, notFound, Problem } from './problem.js';
import type { Operation } from './shop.js';

export const operations: readonly Operation[] = [
  ...systemOperations,
  ...sessionOperations,
  ...customerOperations,
  ...productOperations,
  ...reviewOperations,
  ...orderOperations,
  ...paymentOperations,
  ...invoiceOperations,
  ...couponOperations,
  ...adminOperations,
];

type Route = { readonly operation: Operation; readonly names: readonly string[]; readonly pattern: RegExp };
export type Match = { readonly operation: Operation; readonly params: Readonly<Record<string, string>> };
export type Router = (method: string, path: string) => Match;

function compile(operation: Operation): Route {
  const names = Array.from(operation.path.matchAll(/\{(\w+)\}/g), ([, name]) => name!);
  const source = operation.path.replaceAll('.', String.raw`\.`).replaceAll(/\{\w+\}/g, '([^/]+)');
  return { operation, names, pattern: new RegExp(`^${source}$`) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badRequest('The path is not well encoded.');
  }
}

/** Builds the router of the operations that exist with these holes. Fixed paths come before those with parameters. */
export function createRouter(open: (hole: HoleId) => boolean): Router {
  const present = operations.filter(({ onlyWith }) => onlyWith === undefined || open(onlyWith));
  const routes = present.map(compile).sort((a, b) => a.names.length - b.names.length);
  return (method, path) => {
    const candidates = routes.filter(({ pattern }) => pattern.test(path));
    const wanted = method === 'HEAD' ? 'GET' : method;
    const route = candidates.find(({ operation }) => operation.method === wanted);
    if (candidates.length === 0) throw notFound();
    if (!route) {
      const allow = candidates.map(({ operation }) => operation.method).join(', ');
      throw new Problem(405, 'This method is not offered here.', { allow });
    }
    const values = route.pattern.exec(path)?.slice(1) ?? [];
    const params = route.names.map((name, index) => [name, decode(values[index] ?? '')] as const);
    return { operation: route.operation, params: Object.fromEntries(params) };
  };
}
