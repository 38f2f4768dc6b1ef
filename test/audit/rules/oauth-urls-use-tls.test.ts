import rule from '../../../src/audit/rules/oauth-urls-use-tls.js';
import { describeRule, schemeOf } from '../describe-rule.js';

const code = (authorization: string, token: string) =>
  `{ type: oauth2, flows: { authorizationCode: { authorizationUrl: '${authorization}', tokenUrl: '${token}', scopes: {} } } }`;

describeRule(rule, {
  flags: {
    'a token address': {
      closedBy: 'fix',
      contract: schemeOf(code('https://a.example/', 'http://a.example/token')),
      at: 'tokenUrl',
      severity: 'high',
    },
    'an authorization address': {
      contract: schemeOf(code('http://a.example/', 'https://a.example/token')),
      at: 'authorizationUrl',
    },
    'a refresh address': {
      contract: schemeOf(
        `{ type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://a.example/t', refreshUrl: 'http://a.example/r', scopes: {} } } }`,
      ),
      at: 'refreshUrl',
    },
    'a discovery address': {
      contract: schemeOf(
        `{ type: openIdConnect, openIdConnectUrl: 'HTTP://a.example/.well-known/openid-configuration' }`,
      ),
      at: 'openIdConnectUrl',
    },
  },
  passes: {
    https: { contract: schemeOf(code('https://a.example/', 'https://a.example/token')) },
    'an address relative to the server': { contract: schemeOf(code('/authorize', '/token')) },
    'this machine': { contract: schemeOf(code('http://localhost:8080/', 'http://127.0.0.1:8080/token')) },
    'a discovery address with TLS': {
      contract: schemeOf(`{ type: openIdConnect, openIdConnectUrl: 'https://a.example/' }`),
    },
  },
});
