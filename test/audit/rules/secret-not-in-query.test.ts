import rule from '../../../src/audit/rules/secret-not-in-query.js';
import { describeRule, parameterOf } from '../describe-rule.js';

const query = (name: string, more = '') => parameterOf(`{ name: ${name}, in: query, schema: { type: string }${more} }`);

describeRule(rule, {
  flags: {
    'an access token': { closedBy: 'fix', contract: query('access_token'), at: '{ name', severity: 'high' },
    'a password': { contract: query('password'), says: /"password" of GET \/things/ },
    'a client secret in camel case': { contract: query('clientSecret') },
    'a key that no scheme declares': { contract: query('X-Api-Key') },
    'a bare token': { contract: query('token', ', description: Token from the mail') },
  },
  passes: {
    'a header field': { contract: parameterOf('{ name: password, in: header, schema: { type: string } }') },
    'the token of the next page': { contract: query('page_token') },
    'a bare token of a page': { contract: query('token', ', description: Where the next page begins') },
    'a token for safe repetition': { contract: query('idempotency_token') },
    'whether secrets are to be shown': {
      contract: parameterOf('{ name: secret, in: query, schema: { type: boolean } }'),
    },
    'names that only contain one': { contract: query('passwordPolicyId') },
    'the key that a security scheme declares, which another rule finds': {
      contract: `${query('api_key')}\n    key: { type: apiKey, in: query, name: api_key }`.replace(
        'securitySchemes: { bearer: { type: http, scheme: bearer } }',
        'securitySchemes:\n    bearer: { type: http, scheme: bearer }',
      ),
    },
  },
});
