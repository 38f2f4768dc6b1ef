import rule from '../../../src/audit/rules/oauth-has-no-password-flow.js';
import { describeRule, schemeOf } from '../describe-rule.js';

const flow = (kind: string) =>
  `{ type: oauth2, flows: { ${kind}: { authorizationUrl: 'https://a.example/', tokenUrl: 'https://a.example/t', scopes: {} } } }`;

describeRule(rule, {
  flags: {
    'the password flow': { contract: schemeOf(flow('password')), at: 'password', severity: 'high' },
    'with scopes': {
      contract: schemeOf(
        `{ type: oauth2, flows: { password: { tokenUrl: 'https://a.example/t', scopes: { read: Read } } } }`,
      ),
    },
    'beside a better one': {
      contract: schemeOf(
        `{ type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://a.example/t', scopes: {} }, password: { tokenUrl: 'https://a.example/t', scopes: {} } } }`,
      ),
      at: 'password',
    },
    'the password flow of OpenAPI 2.0': {
      contract: `swagger: '2.0'
info: { title: Old, version: '1' }
security: [{ oauth: [] }]
securityDefinitions: { oauth: { type: oauth2, flow: password, tokenUrl: 'https://a.example/', scopes: {} } }
paths: { /a: { get: { responses: {} } } }`,
    },
  },
  passes: {
    'the authorization code flow': { contract: schemeOf(flow('authorizationCode')) },
    'client credentials': { contract: schemeOf(flow('clientCredentials')) },
    'a scheme that is only called password': {
      contract: schemeOf('{ type: http, scheme: bearer, description: password }'),
    },
    'a scheme that nothing uses': {
      contract: `paths: { /a: { get: {} } }\ncomponents: { securitySchemes: { old: ${flow('password')} } }`,
    },
  },
});
