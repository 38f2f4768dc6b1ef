import rule from '../../../src/audit/rules/api-key-is-not-sole-user-identity.js';
import { describeRule } from '../describe-rule.js';

function contract(scheme: string, at = '/me/orders', more = ''): string {
  return `security: [{ main: [] }]
paths:
  ${at}: { get: { operationId: mine, ${more} responses: { '200': { description: Found } } } }
components: { securitySchemes: { main: ${scheme}, bearer: { type: http, scheme: bearer } } }`;
}

const key = '{ type: apiKey, in: header, name: X-API-Key }';

describeRule(rule, {
  flags: {
    'an operation about the caller behind a key': {
      contract: contract(key),
      severity: 'medium',
      says: /^GET \/me\/orders is about the person who calls, and the key "main" alone/,
    },
    'a key in the query': { contract: contract('{ type: apiKey, in: query, name: api_key }', '/users/me') },
    'two keys together': {
      contract: contract(key)
        .replace('{ main: [] }', '{ main: [], second: [] }')
        .replace('bearer: {', `second: ${key}, bearer: {`),
    },
    'several such operations, once': {
      contract: `${contract(key)}`.replace('/me/orders:', '/users/self: { get: { responses: {} } }\n  /me/orders:'),
    },
    'a key where the policy knows tokens of persons': {
      contract: contract(key),
      policy: `identity: { schemes: { main: { apiKeys: true }, bearer: { issuer: https://id.example, audience: shop, algorithms: [RS256], jwks: { url: https://id.example/keys } } } }
defaults: { roles: any }`,
      closedBy: 'patch',
    },
  },
  passes: {
    'an operation about things': { contract: contract(key, '/orders/{orderId}') },
    'a bearer token': { contract: contract('{ type: http, scheme: bearer }') },
    'a bearer token written as a key': { contract: contract('{ type: apiKey, in: header, name: Authorization }') },
    'a session cookie': { contract: contract('{ type: apiKey, in: cookie, name: sid }') },
    'a key that is a token by its description': {
      contract: contract('{ type: apiKey, in: header, name: X-Auth, description: The JWT of the logged-in user }'),
    },
    'a token in a parameter beside the key': {
      contract: contract(key, '/me', 'parameters: [{ name: X-User-Token, in: header, schema: { type: string } }],'),
    },
    'a word that begins with me': { contract: contract(key, '/menus/{menuId}') },
  },
});
