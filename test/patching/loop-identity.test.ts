import { describeLoop } from './describe-loop.js';

describeLoop(
  'who calls, and how often',
  [
    'auth-not-enforced',
    'jwt-alg-none-accepted',
    'jwt-signature-not-checked',
    'jwt-expired-accepted',
    'account-enumerable',
    'login-not-throttled',
    'weak-password-accepted',
    'password-change-without-proof',
  ],
  {
    expected: {
      'auth-not-enforced getStats': 'covered authenticate',
      'jwt-alg-none-accepted getMe': 'covered authenticate',
      'jwt-signature-not-checked listInvoices': 'covered authenticate',
      'jwt-expired-accepted getMe': 'covered authenticate',
      'account-enumerable login': 'patch uniform-answer',
      'login-not-throttled login': 'patch rate-limit',
      'weak-password-accepted signup': 'covered body',
      'password-change-without-proof changePassword': 'covered body',
    },
  },
);
