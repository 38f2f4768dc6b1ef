import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 9 is completed by looking and acting in one statement', () =>
  goThrough(9, {
    files: {
      'coupons.mjs': `export async function claimCoupon(code, customerId, db) {
  const now = new Date().toISOString();
  const claim = 'UPDATE coupons SET redeemedBy = ?, redeemedAt = ? WHERE code = ? AND redeemedBy IS NULL';
  return db.run(claim, customerId, now, code).changes === 1;
}
`,
    },
  }));
