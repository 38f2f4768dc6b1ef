import { describeLoop } from './describe-loop.js';

describeLoop(
  'what answers give away, and what the contract does not have',
  [
    'secret-in-response',
    'undeclared-field-returned',
    'cors-reflects-origin',
    'sensitive-response-cacheable',
    'verbose-error',
    'debug-operation-exposed',
    'undocumented-operation',
  ],
  {
    leavesNothing: true,
    expected: {
      'secret-in-response getMe': 'patch response-filter',
      'secret-in-response getCustomer': 'patch response-filter',
      'undeclared-field-returned getMe': 'patch response-filter',
      'undeclared-field-returned getCustomer': 'patch response-filter',
      'undeclared-field-returned getProduct': 'patch response-filter',
      'cors-reflects-origin getMe': 'patch cors',
      'sensitive-response-cacheable getMe': 'covered response-headers',
      'verbose-error listProducts': 'covered hide-errors',
      'debug-operation-exposed -': 'covered route',
      'undocumented-operation -': 'covered route',
    },
  },
);
