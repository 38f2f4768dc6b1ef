import rule from '../../../src/audit/rules/body-has-schema.js';
import { bodyOf, describeRule } from '../describe-rule.js';

const body = (content: string) =>
  `paths: { /things: { post: { operationId: send, requestBody: { content: ${content} }, responses: { '204': { description: Done } } } } }`;

describeRule(rule, {
  flags: {
    'a body without a schema': {
      contract: body('{ application/json: {} }'),
      at: 'application/json',
      severity: 'medium',
      says: /^The application\/json body of POST \/things may be anything/,
    },
    'an empty schema': { contract: bodyOf('{}') },
    'any object': { contract: bodyOf('{ type: object, description: The thing, example: { a: 1 } }') },
    'a form without fields': { contract: body('{ multipart/form-data: { schema: { type: object } } }') },
    'a schema of a component that says nothing': {
      contract: bodyOf("{ $ref: '#/components/schemas/Any' }", '/things', '  schemas: { Any: { type: object } }'),
    },
  },
  passes: {
    'a schema': { contract: bodyOf('{ type: object, properties: { a: { type: string } } }') },
    'a map': { contract: bodyOf('{ type: object, additionalProperties: { type: string } }') },
    'a composition': { contract: bodyOf('{ oneOf: [{ type: string }, { type: integer }] }') },
    'a file': { contract: body('{ application/octet-stream: {} }') },
    'an operation without a body': {
      contract: "paths: { /things: { post: { responses: { '204': { description: Done } } } } }",
    },
  },
});
