import rule from '../../../src/audit/rules/pattern-is-linear.js';
import { answerOf, bodyOf, describeRule } from '../describe-rule.js';

const pattern = (text: string, more = '') =>
  `{ type: object, properties: { code: { type: string, pattern: '${text}'${more} } } }`;

describeRule(rule, {
  flags: {
    'a loop in a loop': { contract: bodyOf(pattern('^(a+)+$')), at: 'pattern', severity: 'high', says: /"code"/ },
    'two ways to read one letter': { contract: bodyOf(pattern('^(a|a)*$')) },
    'an optional separator': { contract: bodyOf(pattern(String.raw`^(\w+\s?)*$`)) },
    'a mail address with a loop of dots': {
      contract: bodyOf(
        pattern(
          String.raw`^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$`,
        ),
      ),
    },
    'a long counted loop in a loop': { contract: bodyOf(pattern('^([a-z]{1,50})*$')) },
  },
  passes: {
    'a separator that is never optional': { contract: bodyOf(pattern('^([a-z]+-)*[a-z]+$')) },
    'one loop': { contract: bodyOf(pattern('^[a-z0-9]+$')) },
    'a mail address': {
      contract: bodyOf(pattern(String.raw`^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)),
    },
    'a date': { contract: bodyOf(pattern(String.raw`^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$`)) },
    'a loop that nothing can make fail': { contract: bodyOf(pattern('^(a+)+')) },
    'a text that cannot grow': { contract: bodyOf(pattern('^(a+)+$', ', maxLength: 12')) },
    'an answer': { contract: answerOf(pattern('^(a+)+$')) },
  },
});
