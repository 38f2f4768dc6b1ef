import { describeLoop } from './describe-loop.js';

/** A policy that only watches: what it would deny passes, and only patches deny. */
const watching = (text: string) => text.replace('mode: enforce', 'mode: monitor');

describeLoop(
  'patches deny although the policy only watches',
  [
    'bola-read',
    'bfla-read',
    'jwt-alg-none-accepted',
    'mass-assignment',
    'page-size-unbounded',
    'weak-password-accepted',
  ],
  {
    policy: watching,
    operations: ['getOrder', 'getMe', 'listCustomers', 'createOrder', 'listProducts', 'signup', 'updateMe'],
    expected: {
      'bola-read getOrder': 'patch object-owner',
      'bfla-read listCustomers': 'patch roles',
      'jwt-alg-none-accepted getMe': 'patch authenticate',
      'mass-assignment updateMe': 'patch write-properties',
      'mass-assignment createOrder': 'patch write-properties',
      'page-size-unbounded listProducts': 'patch constraints',
      'weak-password-accepted signup': 'patch constraints',
    },
  },
);
