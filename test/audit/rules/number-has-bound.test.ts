import rule from '../../../src/audit/rules/number-has-bound.js';
import { answerOf, bodyOf, describeRule, parameterOf } from '../describe-rule.js';

const order = (name: string, schema: string) => `{ type: object, properties: { ${name}: ${schema} } }`;

describeRule(rule, {
  flags: {
    'a quantity': {
      contract: bodyOf(order('quantity', '{ type: integer }')),
      at: 'quantity',
      severity: 'low',
      says: /^The number "quantity" in POST \/things has no `minimum` and no `maximum`/,
      closedBy: 'fix',
    },
    'an amount that may be negative': {
      contract: bodyOf(order('totalAmount', '{ type: number, maximum: 100000 }')),
      says: /has no `minimum`$/,
      closedBy: 'fix',
    },
    'a number of 32 bits': {
      contract: bodyOf(order('retry_count', '{ type: integer, format: int32 }')),
      closedBy: 'fix',
    },
    'many, once': {
      contract: bodyOf(
        '{ type: object, properties: { price: { type: number }, count: { type: integer }, width: { type: number }, height: { type: number } } }',
      ),
      says: /^4 amounts/,
      closedBy: 'fix',
    },
  },
  passes: {
    'a bounded number': { contract: bodyOf(order('quantity', '{ type: integer, minimum: 1, maximum: 99 }')) },
    'exclusive bounds': { contract: bodyOf(order('rate', '{ type: number, exclusiveMinimum: 0, maximum: 1 }')) },
    'an id': { contract: bodyOf(order('orderId', '{ type: integer }')) },
    'an answer': { contract: answerOf(order('quantity', '{ type: integer }')) },
    'a text': { contract: bodyOf(order('quantity', '{ type: string }')) },
    'the size of a page, which another rule says': {
      contract: parameterOf('{ name: pageSize, in: query, schema: { type: integer } }'),
    },
  },
});
