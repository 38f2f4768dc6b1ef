import rule from '../../../src/audit/rules/response-has-schema.js';
import { answerOf, describeRule } from '../describe-rule.js';

const paths = (responses: string, method = 'get') =>
  `paths: { /things: { ${method}: { operationId: call, responses: ${responses} } } }`;

describeRule(rule, {
  flags: {
    'a JSON body without a schema': {
      contract: paths("{ '200': { description: Found, content: { application/json: {} } } }"),
      severity: 'low',
      says: /^The answer 200 of GET \/things has a JSON body that nothing describes/,
    },
    'the same behind a gateway that could filter it': {
      contract: paths("{ '200': { description: Found, content: { application/json: {} } } }"),
      policy: 'roles: {}',
      severity: 'medium',
    },
    'a schema that says nothing': { contract: answerOf('{}') },
    'a schema that is any object': { contract: answerOf('{ type: object, description: Whatever }') },
    'a read without a body': { contract: paths("{ '200': { description: Found } }"), says: /describes no body/ },
    'an answer of OpenAPI 2.0': {
      contract: `swagger: '2.0'\ninfo: { title: Shop, version: '1' }\nproduces: [application/json]\n${paths("{ '200': { description: Found } }")}`,
    },
  },
  passes: {
    'a schema': { contract: answerOf('{ type: object, properties: { id: { type: string } } }') },
    'a list of known things': { contract: answerOf('{ type: array, items: { type: string } }') },
    'a map': { contract: answerOf('{ type: object, additionalProperties: { type: number } }') },
    'an answer that has no body': { contract: paths("{ '204': { description: Done } }", 'delete') },
    'a file': {
      contract: paths("{ '200': { description: Found, content: { application/pdf: {} } } }"),
    },
    'a write that answers with nothing': { contract: paths("{ '200': { description: Done } }", 'post') },
    'an error': {
      contract: paths(
        "{ '204': { description: Nothing }, '400': { description: Bad, content: { application/json: {} } } }",
      ),
    },
  },
});
