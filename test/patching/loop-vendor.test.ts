import { describeLoop } from './describe-loop.js';

describeLoop("a third party's wrong answer", ['upstream-data-trusted'], {
  operations: ['payOrder'],
  expected: { 'upstream-data-trusted payOrder': 'impossible' },
});

describeLoop('one that is looked at first', ['upstream-data-trusted'], {
  operations: ['payOrder'],
  closed: ['vendor-data-trusted'],
  expected: {},
});
