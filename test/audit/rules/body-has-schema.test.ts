import rule from '../../../src/audit/rules/body-has-schema.js';
import { bodyOf, describeRule } from '../describe-rule.js';

const contentOf = (content: string, at = '/things') =>
  bodyOf('{}', at).replace(/content: \{ application\/json: .*$/m, `content: ${content} }`);
const many = (count: number) =>
  `paths: { ${Array.from({ length: count }, (_, i) => `/t${i}: { post: { requestBody: { content: { application/json: {} } } } }`).join(', ')} }`;

describeRule(rule, {
  flags: {
    'a JSON body without a schema': {
      contract: contentOf('{ application/json: {} }'),
      at: 'application/json',
      severity: 'medium',
      says: /^The application\/json body of POST \/things has no schema$/,
    },
    'a schema that says nothing': { contract: bodyOf('{ description: Anything, x-note: free }'), says: /every value/ },
    'a schema that is true': { contract: bodyOf('true') },
    'a second media type by which the first is avoided': {
      contract: contentOf('{ application/json: { schema: { type: object } }, application/xml: {} }'),
      says: /application\/xml/,
    },
    'a body of no media type': { contract: contentOf('{}'), says: /no media type/ },
    'all of them, once': { contract: many(6), says: /^6 of 6 operations/ },
  },
  passes: {
    'a schema': { contract: bodyOf('{ type: object, properties: { a: { type: string } } }') },
    'a reference to one': {
      contract: bodyOf(`{ $ref: '#/components/schemas/A' }`, '/things', '  schemas: { A: { type: object } }'),
    },
    'a composition': { contract: bodyOf('{ oneOf: [{ type: string }, { type: number }] }') },
    'a file, which has no parts to name': { contract: contentOf('{ image/png: {} }') },
    'a body that the policy constrains': {
      contract: contentOf('{ application/json: {} }'),
      policy: "operations: { send: { constraints: [{ in: body, pointer: '', schema: { type: object } }] } }",
    },
    'an answer without a schema': {
      contract: `paths: { /a: { get: { responses: { '200': { description: Found, content: { application/json: {} } } } } } }`,
    },
    'a webhook, whose body the API makes': {
      contract: 'paths: {}\nwebhooks: { paid: { post: { requestBody: { content: { application/json: {} } } } } }',
    },
  },
});
