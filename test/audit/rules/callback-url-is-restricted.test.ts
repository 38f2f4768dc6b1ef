import rule from '../../../src/audit/rules/callback-url-is-restricted.js';
import { describeRule } from '../describe-rule.js';

function contract(expression: string, { body = '{ type: string }', query = '{ type: string }' } = {}): string {
  return `paths:
  /orders:
    post:
      operationId: add
      security: [{ bearer: [] }]
      parameters: [{ name: notifyUrl, in: query, schema: ${query} }]
      requestBody: { content: { application/json: { schema: { type: object, properties: { hook: { type: object, properties: { url: ${body} } } } } } } }
      responses: { '201': { description: Made } }
      callbacks:
        shipped:
          '${expression}':
            post: { responses: { '204': { description: Taken } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }`;
}

const policy = 'identity: { schemes: { bearer: { apiKeys: true } } }\ndefaults: { roles: any }';

describeRule(rule, {
  flags: {
    'an address of the body': {
      contract: contract('{$request.body#/hook/url}'),
      at: 'shipped',
      policy,
      closedBy: 'patch',
      severity: 'high',
      says: /^POST \/orders calls back \("shipped"\) whatever address stands in body "\/hook\/url"/,
    },
    'an address of the query': { contract: contract('{$request.query.notifyUrl}/events'), policy, closedBy: 'patch' },
    'an address of a header field': { contract: contract('{$request.header.X-Callback}') },
    'a pattern that only asks for https': {
      contract: contract('{$request.body#/hook/url}', { body: "{ type: string, pattern: '^https://' }" }),
    },
  },
  passes: {
    'a pattern with the hosts': {
      contract: contract('{$request.body#/hook/url}', {
        body: "{ type: string, pattern: '^https://hooks\\.example\\.com/' }",
      }),
    },
    'fixed values': { contract: contract('{$request.query.notifyUrl}', { query: '{ type: string, enum: [a, b] }' }) },
    'an address that only ends with what callers send': {
      contract: contract('https://partner.example/orders/{$request.body#/hook/url}'),
    },
    'an address of the answer': { contract: contract('{$response.body#/hook/url}') },
    'a bound of the policy': {
      contract: contract('{$request.body#/hook/url}'),
      policy: `${policy}\noperations: { add: { constraints: [{ in: body, pointer: /hook/url, schema: { pattern: '^https://hooks\\.example/' } }] } }`,
    },
    'an operation that is called callbacks': {
      contract:
        "paths: { /callbacks: { get: { operationId: callbacks, responses: { '200': { description: Found } } } } }",
    },
  },
});
