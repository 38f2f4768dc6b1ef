import rule from '../../../src/audit/rules/object-is-closed.js';
import { answerOf, bodyOf, describeRule } from '../describe-rule.js';

const open = '{ type: object, properties: { name: { type: string } } }';
const closed = '{ type: object, additionalProperties: false, properties: { name: { type: string } } }';

describeRule(rule, {
  flags: {
    'an open body': { closedBy: 'fix', contract: bodyOf(open), severity: 'low', says: /^The body of POST \/things/ },
    'an open body behind a gateway that could close it': {
      contract: bodyOf(open),
      policy: 'roles: {}',
      severity: 'medium',
    },
    'an open component': {
      contract: bodyOf(`{ $ref: '#/components/schemas/Thing' }`, '/things', `  schemas: { Thing: ${open} }`),
      at: 'Thing',
    },
    'an open part of a closed body': {
      contract: bodyOf(`{ type: object, additionalProperties: false, properties: { inner: ${open} } }`),
      at: 'inner',
    },
    'a body of a JSON dialect': { contract: bodyOf(open).replace('application/json', 'application/merge-patch+json') },
    'most of the bodies, once': {
      contract: `paths:\n${['a', 'b', 'c', 'd', 'e']
        .map((name) => `  /${name}: { post: { requestBody: { content: { application/json: { schema: ${open} } } } } }`)
        .join('\n')}`,
      says: /^5 of 5 operations/,
    },
  },
  passes: {
    'a closed body': { contract: bodyOf(closed) },
    'a map': {
      contract: bodyOf('{ type: object, additionalProperties: { type: string }, properties: { a: { type: string } } }'),
    },
    'parts of a composition, which must stay open': { contract: bodyOf(`{ allOf: [${open}, ${open}] }`) },
    'an answer': { contract: answerOf(open) },
    'a form': { contract: bodyOf(open).replace('application/json', 'multipart/form-data') },
    'what the policy refuses': { contract: bodyOf(open), policy: 'defaults: { unknownProperties: deny, roles: any }' },
  },
});
