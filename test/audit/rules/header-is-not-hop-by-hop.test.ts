import rule from '../../../src/audit/rules/header-is-not-hop-by-hop.js';
import { describeRule, parameterOf } from '../describe-rule.js';

const header = (name: string) => parameterOf(`{ name: ${name}, in: header, schema: { type: string } }`);

describeRule(rule, {
  flags: {
    'the address of the caller': {
      contract: header('X-Forwarded-For'),
      at: '{ name: X-Forwarded-For',
      severity: 'medium',
      says: /^GET \/things takes "X-Forwarded-For" from the caller: it is what proxies say/,
    },
    'the length of the body': { contract: header('content-length'), says: /frames the message/ },
    'the host': { contract: header('Host') },
    'another method': { contract: header('X-HTTP-Method-Override') },
    'one header in two operations, once': {
      contract: `paths:
  /a: { get: { parameters: [{ name: Forwarded, in: header, schema: { type: string } }] } }
  /b: { get: { parameters: [{ name: forwarded, in: header, schema: { type: string } }] } }`,
      says: /and 1 more/,
    },
  },
  passes: {
    'a header of one’s own': { contract: header('X-Request-Id') },
    'a condition': { contract: header('If-Match') },
    'a query parameter of the name': {
      contract: parameterOf('{ name: host, in: query, schema: { type: string } }'),
    },
    'a header of an answer': {
      contract: `paths: { /a: { get: { responses: { '200': { description: A, headers: { Connection: { schema: { type: string } } } } } } } }`,
    },
    'what the API sends with a webhook': {
      contract: `paths: {}\nwebhooks: { paid: { post: { parameters: [{ name: Host, in: header, schema: { type: string } }] } } }`,
    },
  },
});
