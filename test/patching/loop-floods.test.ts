import { describeLoop } from './describe-loop.js';

describeLoop('races and floods', ['single-use-raced', 'request-rate-unlimited'], {
  operations: ['redeemCoupon', 'exportOrders'],
  expected: {
    'single-use-raced redeemCoupon': 'patch concurrency',
    'request-rate-unlimited exportOrders': 'patch rate-limit',
  },
});
