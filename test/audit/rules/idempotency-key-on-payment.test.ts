import rule from '../../../src/audit/rules/idempotency-key-on-payment.js';
import { bodyOf, describeRule } from '../describe-rule.js';

const amount = '{ type: object, properties: { amount: { type: integer } } }';
const withHeader = (name: string) =>
  bodyOf(amount, '/payments').replace(
    'operationId: send',
    `operationId: send\n      parameters: [{ name: ${name}, in: header, schema: { type: string } }]`,
  );

describeRule(rule, {
  flags: {
    'a payment': {
      contract: bodyOf(amount, '/payments'),
      at: 'post',
      severity: 'low',
      closedBy: 'fix',
      says: /^POST \/payments has nothing/,
    },
    'a transfer between accounts': { contract: bodyOf(amount, '/accounts/{id}/transfers') },
    'a refund': { contract: bodyOf(amount, '/charges/{id}/refund').replaceAll('refund', 'refunds') },
    'a payment with another header': { contract: withHeader('X-Trace') },
  },
  passes: {
    'a key in a header': { contract: withHeader('Idempotency-Key') },
    'a reference of the caller in the body': {
      contract: bodyOf(
        '{ type: object, properties: { amount: {}, merchant_reference: { type: string } } }',
        '/payments',
      ),
    },
    'a reference in a part of the body': {
      contract: bodyOf('{ allOf: [{ type: object, properties: { requestId: { type: string } } }] }', '/payments'),
    },
    'the methods of payment': { contract: bodyOf(amount, '/payment-methods') },
    'a list of payments': { contract: 'paths: { /payments: { get: {} } }' },
    'a change of one payment': { contract: bodyOf(amount, '/payments/{id}') },
  },
});
