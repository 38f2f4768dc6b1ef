import rule from '../../../src/audit/rules/url-input-is-restricted.js';
import { answerOf, bodyOf, describeRule, parameterOf } from '../describe-rule.js';

const url = (name: string, more = '') =>
  `{ type: object, properties: { ${name}: { type: string, format: uri${more} } } }`;

describeRule(rule, {
  flags: {
    'a webhook address': { closedBy: 'patch', contract: bodyOf(url('webhookUrl')), at: 'webhookUrl', severity: 'high' },
    'an address of a webhook': { contract: bodyOf(url('url'), '/webhooks'), says: /^"url" of POST \/webhooks/ },
    'an address to import from': { contract: bodyOf(url('import_url')), at: 'import_url' },
    'a pattern that leaves the host open': {
      contract: bodyOf(url('callbackUrl', ", pattern: '^https://'")),
      at: 'callbackUrl',
    },
    'a picture, as a smaller matter': { contract: bodyOf(url('imageUrl')), severity: 'low' },
    'a picture that the server is told to get': {
      contract: bodyOf(url('url'), '/products/{id}/picture'),
      severity: 'high',
    },
    'another server, by the example of the body': {
      contract: bodyOf('{ type: object, properties: { mechanic_api: { type: string } } }').replace(
        'application/json: {',
        "application/json: { example: { mechanic_api: 'http://localhost:8000/report' },",
      ),
      severity: 'high',
    },
    'many of them, once': {
      contract: bodyOf(
        `{ type: object, properties: { ${Array.from({ length: 8 }, (_, i) => `hook${i}CallbackUrl: { type: string }`).join(', ')} } }`,
      ),
      severity: 'high',
      says: /^8 inputs of 1 operation are addresses/,
    },
    'a parameter': { contract: parameterOf('{ name: imageUrl, in: query, schema: { type: string } }'), at: '{ name' },
  },
  passes: {
    'a link among the links of the answer': {
      contract: bodyOf(
        `{ type: object, properties: { _links: { type: object, properties: { self: { type: object, properties: { href: { type: string } } } } } } }`,
        '/webhooks',
      ),
    },
    'the name of an issuer inside a body about hooks': {
      contract: bodyOf(`{ type: object, properties: { issuer: ${url('uri')} } }`, '/hooks'),
    },
    'an origin of pages': { contract: bodyOf(url('origin', ', example: "https://shop.example.com"')) },
    'the name of a server that is no address': {
      contract: bodyOf('{ type: object, properties: { api: { type: string, example: orders } } }'),
    },
    'a pattern with the host': {
      contract: bodyOf(url('webhookUrl', String.raw`, pattern: '^https://hooks\.example\.com/'`)),
    },
    'fixed values': { contract: bodyOf(url('webhookUrl', ', enum: ["https://a.example/"]')) },
    'an address that only the browser goes to': { contract: bodyOf(url('redirectUrl')) },
    'the address of a home page': { contract: bodyOf(url('url'), '/companies') },
    'an address in an answer': { contract: answerOf(url('imageUrl')) },
    'what the policy restricts': {
      contract: bodyOf(url('webhookUrl')),
      policy: `operations: { send: { constraints: [{ in: body, pointer: /webhookUrl, schema: { pattern: '^https://hooks[.]example[.]com/' } }] } }`,
    },
  },
});
