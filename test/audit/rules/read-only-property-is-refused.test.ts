import rule from '../../../src/audit/rules/read-only-property-is-refused.js';
import { answerOf, bodyOf, describeRule } from '../describe-rule.js';

const user = (name: string, more = 'readOnly: true') =>
  `{ type: object, properties: { name: { type: string }, ${name}: { type: string, ${more} } } }`;
const watching = 'identity: { schemes: { bearer: { apiKeys: true } } }\ndefaults: { roles: any, mode: monitor }';

describeRule(rule, {
  flags: {
    'a status that is worth setting': {
      contract: bodyOf(user('status')),
      severity: 'low',
      says: /^"status" can be sent to POST \/things although read-only/,
    },
    'a date that is not, of a gateway that only watches': {
      contract: bodyOf(user('createdAt')),
      policy: watching,
      severity: 'low',
    },
    'a gateway that only watches': {
      contract: bodyOf(user('role')),
      policy: watching,
      severity: 'medium',
      closedBy: 'patch',
    },
    'a property behind a reference': {
      contract: bodyOf(
        "{ type: object, properties: { plan: { $ref: '#/components/schemas/Plan' } } }",
        '/things',
        '  schemas: { Plan: { type: string, readOnly: true } }',
      ),
      severity: 'low',
    },
    'a property of a nested object': {
      contract: bodyOf(`{ type: object, properties: { owner: ${user('balance')} } }`),
      says: /"balance"/,
    },
  },
  passes: {
    'a gateway that enforces the contract': {
      contract: bodyOf(user('status')),
      policy: 'identity: { schemes: { bearer: { apiKeys: true } } }\ndefaults: { roles: any }',
    },
    'a property that may be written': { contract: bodyOf(user('status', 'minLength: 1')) },
    'an answer': { contract: answerOf(user('status')) },
    'a property that is called readOnly': {
      contract: bodyOf('{ type: object, properties: { readOnly: { type: boolean } } }'),
    },
    'a rule of the policy': {
      contract: bodyOf(user('status')),
      policy: `${watching}\noperations: { send: { writeProperties: { /status: [] } } }`,
    },
  },
});
