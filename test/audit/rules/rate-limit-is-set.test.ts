import rule from '../../../src/audit/rules/rate-limit-is-set.js';
import { describeRule } from '../describe-rule.js';

const contract = `security: [{ bearer: [] }]
paths: { /a: { get: { operationId: a } }, /b: { post: { operationId: b } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }`;
const base = 'identity: { schemes: { bearer: { apiKeys: true } } }';
const limits = 'rateLimits: [{ limit: 100, windowSeconds: 60, per: principal }]';
const many = `paths: { ${['a', 'b', 'c', 'd', 'e'].map((name) => `/${name}: { get: {} }`).join(', ')} }`;

describeRule(rule, {
  flags: {
    'an operation that drops the limits': {
      contract,
      policy: `${base}\ndefaults: { ${limits} }\noperations: { b: { rateLimits: none } }`,
      severity: 'medium',
      says: /POST \/b/,
    },
    'one of two without a limit': { contract, policy: `${base}\noperations: { a: { ${limits} } }`, says: /POST \/b/ },
    'an operation that anybody may call, in an API with credentials': {
      contract: contract.replace('operationId: b', 'operationId: b, security: []'),
      policy: `${base}\noperations: { a: { ${limits} } }`,
      severity: 'high',
    },
    'no limit anywhere, once': { contract: many, policy: base, says: /^5 of 5 operations/ },
  },
  passes: {
    'limits of the defaults': { contract, policy: `${base}\ndefaults: { ${limits} }` },
    'limits of each operation': { contract, policy: `${base}\noperations: { a: { ${limits} }, b: { ${limits} } }` },
    'webhooks, which the API sends itself': {
      contract: 'paths: {}\nwebhooks: { paid: { post: {} } }',
      policy: 'roles: {}',
    },
    'no policy': { contract },
  },
});
