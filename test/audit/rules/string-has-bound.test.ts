import rule from '../../../src/audit/rules/string-has-bound.js';
import { answerOf, bodyOf, describeRule } from '../describe-rule.js';

const text = (more = '') => `{ type: object, properties: { note: { type: string${more} } } }`;

describeRule(rule, {
  flags: {
    'a text': {
      closedBy: 'fix and patch',
      contract: bodyOf(text()),
      at: 'note',
      severity: 'low',
      says: /^The text "note" in POST \/things/,
    },
    'a text with a minimum': { contract: bodyOf(text(', minLength: 1')) },
    'a text with a format that bounds nothing': { contract: bodyOf(text(', format: uri')) },
    'a text whose body the gateway bounds': {
      contract: bodyOf(text()),
      policy: 'defaults: { roles: any }\nidentity: { schemes: { bearer: { apiKeys: true } } }',
      severity: 'info',
    },
  },
  passes: {
    'a bounded text': { contract: bodyOf(text(', maxLength: 80')) },
    'fixed values': { contract: bodyOf(text(', enum: [a, b]')) },
    'a date': { contract: bodyOf(text(', format: date-time')) },
    'a pattern': { contract: bodyOf(text(', pattern: "^[A-Z]{3}$"')) },
    'an answer': { contract: answerOf(text()) },
  },
});
