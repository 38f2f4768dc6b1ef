import rule from '../../../src/audit/rules/response-429-is-documented.js';
import { describeRule } from '../describe-rule.js';

const bearer = 'components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }';
const of = (responses: string, security = '[{ bearer: [] }]') => `security: ${security}
paths: { /a: { get: { responses: ${responses} } }, /b: { get: { responses: ${responses} } }, /c: { post: { responses: ${responses} } } }
${bearer}`;

describeRule(rule, {
  flags: {
    'operations without it, once': {
      contract: of("{ '200': { description: A } }"),
      at: 'paths',
      severity: 'info',
      closedBy: 'fix',
      says: /^3 of 3 operations do not describe/,
    },
    'other faults of callers': { contract: of("{ '400': { description: A } }") },
    'no answer at all': { contract: of('{}') },
    'one of two': {
      contract: `security: [{ bearer: [] }]
paths: { /a: { get: { responses: { '429': { description: A } } } }, /b: { get: { responses: {} } } }
${bearer}`,
      says: /^1 of 2/,
    },
  },
  passes: {
    'the status': { contract: of("{ '429': { description: A } }") },
    'its range': { contract: of('{ 4XX: { description: A } }') },
    'any other': { contract: of('{ default: { description: A } }') },
    'a webhook': { contract: 'paths: {}\nwebhooks: { paid: { post: { responses: {} } } }' },
  },
});
