import { tooMany } from '../problem.js';
import { ok, signedIn } from '../shop.js';
import type { Call, Operation, Reply, Shop } from '../shop.js';
import { vendorKey, webhookSecret } from '../secrets.js';
import { audience, issuer } from '../tokens.js';

function getHealth(): Reply {
  return ok({ status: 'ok' });
}

function getKeys(_call: Call, shop: Shop): Reply {
  return { ...ok(shop.tokens.keySet), headers: { 'cache-control': 'public, max-age=300' } };
}

/** One cell; text that a spreadsheet would run as a formula is defused with an apostrophe. */
function cell(value: string | number): string {
  const plain = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

const columns = ['id', 'status', 'total', 'shippingAddress', 'note', 'createdAt'] as const;

function exportOrders(call: Call, shop: Shop): Reply {
  const { id } = signedIn(call);
  const key = String(id);
  const seconds = shop.open('export-unlimited') ? 0 : shop.exports.blockedSeconds(key);
  if (seconds > 0) throw tooMany(seconds);
  shop.exports.count(key);
  const sql = `SELECT ${columns.join(', ')} FROM orders WHERE customerId = ? ORDER BY id`;
  const rows = shop.store.all<Record<(typeof columns)[number], string | number>>(sql, id);
  const lines = [columns.join(','), ...rows.map((row) => columns.map((column) => cell(row[column])).join(','))];
  const headers = {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="orders.csv"',
  };
  return { status: 200, body: `${lines.join('\r\n')}\r\n`, headers };
}

/** Left over from development. */
function debugConfig(_call: Call, shop: Shop): Reply {
  const { dataFile, vendorUrl } = shop;
  const environment = { node: process.version, platform: process.platform, debug: true };
  return ok({ environment, dataFile, vendorUrl, vendorKey, webhookSecret, tokens: { issuer, audience } });
}

export const systemOperations: readonly Operation[] = [
  { id: 'getHealth', method: 'GET', path: '/health', access: 'public', handle: getHealth },
  { id: 'getKeys', method: 'GET', path: '/.well-known/jwks.json', access: 'public', handle: getKeys },
  { id: 'exportOrders', method: 'GET', path: '/exports/orders.csv', access: [], handle: exportOrders },
  {
    id: 'debug',
    method: 'GET',
    path: '/debug/config',
    access: 'public',
    onlyWith: 'debug-config',
    handle: debugConfig,
  },
];
