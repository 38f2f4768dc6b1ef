import rule from '../../../src/audit/rules/body-type-is-named.js';
import { bodyOf, describeRule } from '../describe-rule.js';

const of = (mediaType: string) => bodyOf('{ type: object }').replace('application/json:', `'${mediaType}':`);

describeRule(rule, {
  flags: {
    'an object that may be written in any way': {
      contract: of('*/*').replace('{ type: object }', '{ type: object, properties: { a: { type: string } } }'),
      closedBy: 'fix',
    },
    'any media type': {
      contract: of('*/*'),
      at: `'*/*'`,
      severity: 'medium',
      says: /POST \/things takes a body of any kind/,
    },
    'any of the applications': { contract: of('application/*') },
    'any beside a named one': {
      contract: of('*/*').replace('content: {', 'content: { application/json: { schema: {} },'),
      at: `'*/*'`,
    },
    'any in OpenAPI 2.0': {
      contract: `swagger: '2.0'
info: { title: Old, version: '1' }
consumes: ['*/*']
paths: { /things: { post: { parameters: [{ in: body, name: body, schema: { type: object } }], responses: {} } } }`,
    },
  },
  passes: {
    JSON: { contract: of('application/json') },
    'any picture': { contract: of('image/*') },
    'a type with a suffix': { contract: of('application/merge-patch+json') },
    'types that the policy lists': {
      contract: of('*/*'),
      policy: 'operations: { send: { upload: { types: [image/png] } } }',
    },
    'an answer': {
      contract: `paths: { /a: { get: { responses: { '200': { description: A, content: { '*/*': {} } } } } } }`,
    },
  },
});
