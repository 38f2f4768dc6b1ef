import rule from '../../../src/audit/rules/response-hides-secret.js';
import { answerOf, bodyOf, describeRule } from '../describe-rule.js';

const object = (property: string) => `{ type: object, properties: { id: { type: string }, ${property} } }`;
const user = (property: string) => `  schemas: { User: ${object(property)} }`;

describeRule(rule, {
  flags: {
    'a password hash': {
      closedBy: 'fix and patch',
      contract: answerOf(object('passwordHash: { type: string }'), '/users/{id}'),
      at: 'passwordHash',
      severity: 'high',
      says: /^"passwordHash" is in the answer of GET \/users\/\{id\}$/,
    },
    'a password of a component in a list': {
      contract: answerOf(
        `{ type: array, items: { $ref: '#/components/schemas/User' } }`,
        '/users',
        user('password: { type: string }'),
      ),
      at: 'password',
    },
    'the code of a card': { contract: answerOf(object('cvv: { type: [string, "null"] }')) },
    'the secret of a client that is read': { contract: answerOf(object('client_secret: { type: string }')) },
    'a password that the answer to a write repeats': {
      contract: `paths: { /users: { post: { responses: { '201': { description: Made, content: { application/json: { schema: ${object('password: { type: string }')} } } } } } } }`,
    },
    'two of one answer, once': {
      contract: answerOf(
        `{ type: object, properties: { a: ${object('password: { type: string }')}, b: ${object('password: { type: string }')} } }`,
      ),
      says: /and 1 more/,
    },
  },
  passes: {
    'a password that is only written': { contract: answerOf(object('password: { type: string, writeOnly: true }')) },
    'a password that is only sent': { contract: bodyOf(object('password: { type: string }')) },
    'whether there is one': { contract: answerOf(object('password: { type: boolean }')) },
    'rules for passwords': {
      contract: answerOf(object('password: { type: object, properties: { minLength: { type: integer } } }')),
    },
    'when it was changed': { contract: answerOf(object('passwordChangedAt: { type: string }')) },
    'a masked value': {
      contract: answerOf(object('client_secret: { type: string, description: Masked, example: "****1234" }')),
    },
    'the secret of a client, once, when it is made': {
      contract: `paths: { /clients: { post: { responses: { '201': { description: Made, content: { application/json: { schema: ${object('client_secret: { type: string }')} } } } } } } }`,
    },
    'what the policy hides': {
      contract: answerOf(`{ $ref: '#/components/schemas/User' }`, '/users', user('password: { type: string }')),
      policy: 'schemas: { User: { password: { read: [] } } }',
    },
  },
});
