import { describeLoop } from './describe-loop.js';

describeLoop('a body of any size', ['body-size-unlimited'], {
  expected: { 'body-size-unlimited signup': 'covered body-limit' },
});
