import rule from '../../../src/audit/rules/format-is-enforceable.js';
import { answerOf, bodyOf, describeRule, parameterOf } from '../describe-rule.js';

const of = (format: string, more = '') =>
  `{ type: object, properties: { a: { type: string, format: ${format}${more} } } }`;

describeRule(rule, {
  flags: {
    'a format of one’s own': {
      contract: bodyOf(of('iban')),
      at: 'format',
      severity: 'info',
      says: /"iban" in POST \/things/,
    },
    'one format in many places, once': {
      contract: bodyOf(
        '{ type: object, properties: { a: { type: string, format: phone }, b: { type: string, format: phone } } }',
      ),
      says: /and 1 more/,
    },
    'a wrong spelling': { contract: bodyOf(of('datetime')) },
    'a parameter': { contract: parameterOf('{ name: q, in: query, schema: { type: string, format: currency } }') },
  },
  passes: {
    'a format of JSON Schema': { contract: bodyOf(of('date-time')) },
    'a format of OpenAPI': {
      contract: bodyOf('{ type: object, properties: { a: { type: integer, format: int64 } } }'),
    },
    'one with a pattern beside it': { contract: bodyOf(of('iban', ", pattern: '^[A-Z0-9]+$'")) },
    'an answer': { contract: answerOf(of('iban')) },
    'a property that is called format': {
      contract: bodyOf('{ type: object, properties: { format: { type: string } } }'),
    },
  },
});
