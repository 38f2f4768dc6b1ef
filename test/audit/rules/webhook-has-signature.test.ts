import rule from '../../../src/audit/rules/webhook-has-signature.js';
import { describeRule } from '../describe-rule.js';

const event = (more = '') => `{ post: { ${more} responses: { '204': { description: Taken } } } }`;
const contract = (webhooks: string, info = '') =>
  `openapi: 3.1.0\ninfo: { title: Shop, version: '1'${info} }\nwebhooks: { ${webhooks} }\npaths: {}`;

describeRule(rule, {
  flags: {
    'a webhook': {
      contract: contract(`paid: ${event()}`),
      severity: 'medium',
      says: /has nothing that proves who sent it/,
    },
    'a webhook with another header field': {
      contract: contract(
        `paid: ${event('parameters: [{ name: X-Request-Id, in: header, schema: { type: string } }],')}`,
      ),
    },
    'many webhooks, once': { contract: contract(`paid: ${event()}, shipped: ${event()}`), says: /^2 of 2 webhooks/ },
    'a callback': {
      contract: `paths: { /orders: { post: { callbacks: { done: { '{$request.body#/url}': ${event()} } }, responses: { '201': { description: Made } } } } }`,
    },
  },
  passes: {
    'a signature in a header field': {
      contract: contract(
        `paid: ${event('parameters: [{ name: X-Shop-Signature, in: header, schema: { type: string } }],')}`,
      ),
    },
    'a description that says it is signed': {
      contract: contract(`paid: ${event('description: Signed with HMAC-SHA256.,')}`),
    },
    'a scheme of its own': {
      contract: `${contract(`paid: ${event('security: [{ basic: [] }],')}`)}\ncomponents: { securitySchemes: { basic: { type: http, scheme: basic } } }`,
    },
    'an introduction that explains it': {
      contract: contract(`paid: ${event()}`, ', description: "Every webhook has a signature in its header."'),
    },
    'an operation that callers call': {
      contract: `paths: { /webhooks: ${event()} }`,
    },
  },
});
