import { describeLoop } from './describe-loop.js';

describeLoop("higher roles' operations", ['bfla-read', 'bfla-write'], {
  leavesNothing: true,
  expected: { 'bfla-read listCustomers': 'patch roles', 'bfla-write updateProduct': 'patch roles' },
});
