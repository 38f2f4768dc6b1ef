import rule from '../../../src/audit/rules/scope-is-declared.js';
import { describeRule } from '../describe-rule.js';

function contract(security: string, scheme?: string): string {
  return `paths:
  /orders: { get: { operationId: list, security: ${security}, responses: { '200': { description: Found } } } }
components:
  securitySchemes:
    oauth: ${
      scheme ??
      `{ type: oauth2, flows: { clientCredentials: { tokenUrl: https://id.example/token, scopes: { 'orders:read': Read } } } }`
    }
    bearer: { type: http, scheme: bearer }`;
}

describeRule(rule, {
  flags: {
    'a scope that no flow has': {
      contract: contract('[{ oauth: [orders:reed] }]'),
      severity: 'medium',
      says: /GET \/orders asks for the scope "orders:reed", which no flow of "oauth" grants/,
      closedBy: 'fix',
    },
    'a scope in the second alternative': {
      contract: contract("[{ oauth: ['orders:read'] }, { oauth: [admin] }]"),
      says: /"admin"/,
      closedBy: 'fix',
    },
    'a scope of a scheme with two flows': {
      contract: contract(
        '[{ oauth: [orders] }]',
        `{ type: oauth2, flows: { clientCredentials: { tokenUrl: https://id.example/token, scopes: {} },
        authorizationCode: { authorizationUrl: https://id.example/a, tokenUrl: https://id.example/token, scopes: { read: Read } } } }`,
      ),
      closedBy: 'fix',
    },
    'a scope of many operations, once': {
      contract: `security: [{ oauth: [gone] }]
paths: { /a: { get: { responses: {} }, post: { responses: {} } }, /b: { get: { responses: {} } } }
components: { securitySchemes: { oauth: { type: oauth2, flows: { implicit: { authorizationUrl: https://id.example/a, scopes: { a: A } } } } } }`,
      closedBy: 'fix',
    },
    'a scope of OpenAPI 2.0': {
      contract: `swagger: '2.0'
info: { title: Shop, version: '1' }
paths: { /orders: { get: { security: [{ oauth: [write] }], responses: { '200': { description: Found } } } } }
securityDefinitions: { oauth: { type: oauth2, flow: application, tokenUrl: https://id.example/token, scopes: { read: Read } } }`,
      closedBy: 'fix',
    },
  },
  passes: {
    'a declared scope': { contract: contract("[{ oauth: ['orders:read'] }]") },
    'no scope': { contract: contract('[{ oauth: [] }]') },
    'roles of another scheme, which are not declared': { contract: contract('[{ bearer: [admin] }]') },
    'OpenID Connect, whose scopes the provider knows': {
      contract: contract(
        '[{ oauth: [anything] }]',
        '{ type: openIdConnect, openIdConnectUrl: https://id.example/.well-known/openid-configuration }',
      ),
    },
    'a scheme that is not there, which another rule says': { contract: contract('[{ nobody: [x] }]') },
  },
});
