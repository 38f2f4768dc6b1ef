import rule from '../../../src/audit/rules/response-is-closed.js';
import { answerOf, bodyOf, describeRule } from '../describe-rule.js';

const thing = (more = '') => `{ type: object, properties: { id: { type: string } }${more} }`;
const policy = 'identity: { schemes: { bearer: { apiKeys: true } } }\ndefaults: { roles: any }';

describeRule(rule, {
  flags: {
    'an object': {
      contract: answerOf(thing()),
      policy,
      severity: 'low',
      says: /^The answer of GET \/things\/\{id\} may have undeclared properties/,
      closedBy: 'patch',
    },
    'an object that is open on purpose': { contract: answerOf(thing(', additionalProperties: true')) },
    'an object in a list': { contract: answerOf(`{ type: array, items: ${thing()} }`), policy, closedBy: 'patch' },
    'several, once': {
      contract: answerOf(thing()).replace(
        'components:',
        `  /others: { get: { responses: { '200': { description: Found, content: { application/json: { schema: { type: array, items: ${thing()} } } } } } } }\ncomponents:`,
      ),
      says: /^2 of 2 operations/,
    },
  },
  passes: {
    'a closed object': { contract: answerOf(thing(', additionalProperties: false')) },
    'an answer that the gateway filters': {
      contract: answerOf(thing()),
      policy: `${policy.replace('roles: any', 'roles: any, response: { filter: true }')}`,
    },
    'a map': { contract: answerOf('{ type: object, additionalProperties: { type: string } }') },
    'a request': { contract: bodyOf(thing()) },
    'a part of a composition': { contract: answerOf(`{ allOf: [${thing()}, ${thing()}] }`) },
  },
});
