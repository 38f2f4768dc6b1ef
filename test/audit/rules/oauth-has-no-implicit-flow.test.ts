import rule from '../../../src/audit/rules/oauth-has-no-implicit-flow.js';
import { describeRule, schemeOf } from '../describe-rule.js';

const flow = (kind: string) =>
  `{ type: oauth2, flows: { ${kind}: { authorizationUrl: 'https://a.example/', tokenUrl: 'https://a.example/t', scopes: {} } } }`;

describeRule(rule, {
  flags: {
    'the implicit flow': { contract: schemeOf(flow('implicit')), at: 'implicit', severity: 'high' },
    'beside a better one': {
      contract: schemeOf(
        `{ type: oauth2, flows: { authorizationCode: { authorizationUrl: 'https://a.example/', tokenUrl: 'https://a.example/t', scopes: {} }, implicit: { authorizationUrl: 'https://a.example/', scopes: {} } } }`,
      ),
      at: 'implicit',
    },
    'with scopes': {
      contract: schemeOf(
        `{ type: oauth2, flows: { implicit: { authorizationUrl: 'https://a.example/', scopes: { read: Read } } } }`,
      ),
    },
    'the implicit flow of OpenAPI 2.0': {
      contract: `swagger: '2.0'
info: { title: Old, version: '1' }
security: [{ oauth: [] }]
securityDefinitions: { oauth: { type: oauth2, flow: implicit, authorizationUrl: 'https://a.example/', scopes: {} } }
paths: { /a: { get: { responses: {} } } }`,
    },
  },
  passes: {
    'the authorization code flow': { contract: schemeOf(flow('authorizationCode')) },
    'client credentials': { contract: schemeOf(flow('clientCredentials')) },
    'a bearer token': { contract: schemeOf('{ type: http, scheme: bearer }') },
    'a scheme that nothing uses': {
      contract: `paths: { /a: { get: {} } }\ncomponents: { securitySchemes: { old: ${flow('implicit')} } }`,
    },
  },
});
