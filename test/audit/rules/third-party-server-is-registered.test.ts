import rule from '../../../src/audit/rules/third-party-server-is-registered.js';
import { describeRule } from '../describe-rule.js';

const contract = (url: string, scheme = '{ type: http, scheme: bearer }') => `servers: [{ url: '${url}' }]
security: [{ main: [] }]
paths: { /a: { get: { responses: {} } } }
components: { securitySchemes: { main: ${scheme} } }`;
const oauth = (url: string) => `{ type: oauth2, flows: { clientCredentials: { tokenUrl: '${url}', scopes: {} } } }`;
const policy = `version: 1
apis: { shop: { contract: openapi.yaml, match: { host: api.example.com } } }
identity: { schemes: { main: { issuer: https://login.example.org/, audience: orders, algorithms: [ES256], jwks: { url: https://login.example.org/jwks } } } }`;

describeRule(rule, {
  flags: {
    'a server of somebody else': {
      contract: contract('https://api.partner.net/v1'),
      policy,
      severity: 'medium',
      says: /api\.partner\.net is not that of the policy \(api\.example\.com\)/,
    },
    'a name that begins alike': { contract: contract('https://api.example.com.evil.net'), policy },
    'tokens from another issuer': {
      contract: contract('https://api.example.com', oauth('https://auth.partner.net/token')),
      policy,
      says: /log in at auth\.partner\.net/,
    },
    'discovery of another issuer': {
      contract: contract('/', "{ type: openIdConnect, openIdConnectUrl: 'https://id.partner.net/.well-known' }"),
      policy,
    },
  },
  passes: {
    'the host of the policy': { contract: contract('https://api.example.com/v1'), policy },
    'another name of the same owner': {
      contract: contract('https://eu.api.example.com', oauth('https://token.example.org/t')),
      policy,
    },
    'this machine, and a path alone': { contract: contract('http://localhost:3000'), policy },
    'a policy without a host': {
      contract: contract('https://api.partner.net'),
      policy: policy.replace(', match: { host: api.example.com }', ''),
    },
    'no policy': { contract: contract('https://api.partner.net') },
  },
});
