import { setTimeout as pause } from 'node:timers/promises';

// Whether the coupon is this customer's from now on. `db` has get(sql, ...values) and run(sql, ...values);
// run returns { changes }, the number of rows that it changed.
export async function claimCoupon(code, customerId, db) {
  const coupon = db.get('SELECT * FROM coupons WHERE code = ?', code);
  if (coupon.redeemedBy !== null) return false;
  await pause(120); // the loyalty service is told
  const now = new Date().toISOString();
  db.run('UPDATE coupons SET redeemedBy = ?, redeemedAt = ? WHERE code = ?', customerId, now, code);
  return true;
}
