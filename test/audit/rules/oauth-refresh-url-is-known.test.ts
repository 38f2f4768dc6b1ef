import rule from '../../../src/audit/rules/oauth-refresh-url-is-known.js';
import { describeRule, schemeOf } from '../describe-rule.js';

const code = (more: string, kind = 'authorizationCode') =>
  schemeOf(
    `{ type: oauth2, flows: { ${kind}: { authorizationUrl: https://id.example/a, tokenUrl: https://id.example/t, ${more} } } }`,
  );

describeRule(rule, {
  flags: {
    'a flow with a scope for staying': { contract: code('scopes: { offline_access: Stay }'), severity: 'info' },
    'a flow with a scope for refreshing': {
      contract: code('scopes: { refresh_token: Stay }'),
      says: /authorizationCode flow/,
    },
    'the flow of a device': { contract: code('scopes: { offline_access: Stay }', 'deviceAuthorization') },
    'a flow beside one that says it': {
      contract: schemeOf(`{ type: oauth2, flows: {
        authorizationCode: { authorizationUrl: https://id.example/a, tokenUrl: https://id.example/t, scopes: { a: A } },
        password: { tokenUrl: https://id.example/t, refreshUrl: https://id.example/r, scopes: { a: A } } } }`),
      at: 'authorizationCode',
    },
  },
  passes: {
    'a flow that says it': { contract: code('refreshUrl: https://id.example/r, scopes: { offline_access: Stay }') },
    'a flow that says nothing of renewing': { contract: code('scopes: { orders: Read }') },
    'a flow of programs, which ask for a new token': {
      contract: code('scopes: { offline_access: Stay }', 'clientCredentials'),
    },
    'a scheme that nobody uses': {
      contract: code('scopes: { offline_access: Stay }').replace('security: [{ main: [] }]', 'security: []'),
    },
  },
});
