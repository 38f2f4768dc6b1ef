import { describeLoop } from './describe-loop.js';

describeLoop(
  'what goes into statements, properties and bounds',
  [
    'sql-injection-error',
    'sql-injection-boolean',
    'sql-injection-union',
    'mass-assignment',
    'page-size-unbounded',
    'value-negative-or-overflowing',
    'ssrf',
  ],
  {
    expected: {
      'sql-injection-error listProducts': 'patch constraints',
      'sql-injection-boolean listProducts': 'patch constraints',
      'sql-injection-union listProducts': 'patch constraints',
      'mass-assignment updateMe': 'covered body',
      'mass-assignment createOrder': 'covered body',
      'page-size-unbounded listProducts': 'covered parameters',
      'value-negative-or-overflowing createOrder': 'covered body',
      'ssrf setProductPicture': 'patch constraints',
    },
  },
);
