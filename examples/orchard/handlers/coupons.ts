import { setTimeout as sleep } from 'node:timers/promises';
import { digits, integer, optional, shape, text } from '../fields.js';
import { conflict, notFound } from '../problem.js';
import { created, noContent, ok, page, signedIn } from '../shop.js';
import type { Call, Operation, Reply, Shop } from '../shop.js';

type Coupon = {
  readonly code: string;
  readonly value: number;
  readonly redeemedBy: number | null;
  readonly redeemedAt: string | null;
};

const couponCode = text({ min: 8, max: 24, pattern: /^[A-Z]{3,12}-[0-9A-Z]{4,11}$/ });

function couponOf(code: string, shop: Shop): Coupon {
  const coupon = shop.store.get<Coupon>('SELECT * FROM coupons WHERE code = ?', code);
  if (!coupon) throw notFound();
  return coupon;
}

function listCoupons({ query }: Call, shop: Shop): Reply {
  const limit = optional(digits(1, 50))(query['limit'], 'limit') ?? 20;
  const offset = optional(digits(0, 100_000))(query['offset'], 'offset') ?? 0;
  const items = shop.store.all<Coupon>('SELECT * FROM coupons ORDER BY code LIMIT ? OFFSET ?', limit, offset);
  const total = shop.store.get<{ total: number }>('SELECT count(*) AS total FROM coupons')?.total ?? 0;
  return page(items, { total, limit, offset });
}

function createCoupon(call: Call, shop: Shop): Reply {
  const { code, value } = shape({ code: couponCode, value: integer(1, 10_000) })(call.body, 'body');
  const { changes } = shop.store.run('INSERT OR IGNORE INTO coupons (code, value) VALUES (?, ?)', code, value);
  if (changes === 0) throw conflict('There is a coupon with this code.');
  return created(couponOf(code, shop));
}

function deleteCoupon(call: Call, shop: Shop): Reply {
  const { code } = couponOf(couponCode(call.params['code'], 'code'), shop);
  shop.store.run('DELETE FROM coupons WHERE code = ?', code);
  return noContent;
}

/** Claims the coupon in one statement; while the hole is open it looks first and acts later. */
async function use(coupon: Coupon, customerId: number, shop: Shop): Promise<boolean> {
  const now = new Date().toISOString();
  if (shop.code.claimCoupon) return shop.code.claimCoupon(coupon.code, customerId, shop.store);
  if (!shop.open('coupon-raced')) {
    const claim = 'UPDATE coupons SET redeemedBy = ?, redeemedAt = ? WHERE code = ? AND redeemedBy IS NULL';
    return shop.store.run(claim, customerId, now, coupon.code).changes === 1;
  }
  if (coupon.redeemedBy !== null) return false;
  await sleep(120);
  shop.store.run('UPDATE coupons SET redeemedBy = ?, redeemedAt = ? WHERE code = ?', customerId, now, coupon.code);
  return true;
}

async function redeemCoupon(call: Call, shop: Shop): Promise<Reply> {
  const customerId = signedIn(call).id;
  const coupon = couponOf(couponCode(call.params['code'], 'code'), shop);
  if (!(await use(coupon, customerId, shop))) throw conflict('This coupon has been used.');
  const credit = 'UPDATE customers SET balance = balance + ? WHERE id = ? RETURNING balance';
  const balance = shop.store.get<{ balance: number }>(credit, coupon.value, customerId)?.balance ?? 0;
  return ok({ code: coupon.code, value: coupon.value, balance });
}

export const couponOperations: readonly Operation[] = [
  { id: 'listCoupons', method: 'GET', path: '/coupons', access: ['admin'], handle: listCoupons },
  { id: 'createCoupon', method: 'POST', path: '/coupons', access: ['admin'], handle: createCoupon },
  { id: 'deleteCoupon', method: 'DELETE', path: '/coupons/{code}', access: ['admin'], handle: deleteCoupon },
  { id: 'redeemCoupon', method: 'POST', path: '/coupons/{code}/redeem', access: [], handle: redeemCoupon },
];
