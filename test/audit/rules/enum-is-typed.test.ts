import rule from '../../../src/audit/rules/enum-is-typed.js';
import { answerOf, bodyOf, describeRule, parameterOf } from '../describe-rule.js';

const of = (schema: string) => bodyOf(`{ type: object, properties: { size: ${schema} } }`);

describeRule(rule, {
  flags: {
    'numbers that should be texts': {
      contract: of('{ type: string, enum: [1, 2] }'),
      at: 'enum',
      severity: 'low',
      closedBy: 'fix',
      says: /^1 among the values of "size" in POST \/things is not of type string$/,
    },
    'a truth value of YAML among texts': { contract: of('{ type: string, enum: [none, true] }'), says: /^true/ },
    'a null that the type refuses': { contract: of('{ type: string, enum: [a, null] }') },
    'a fraction among integers': { contract: of('{ type: integer, enum: [1, 1.5] }') },
    'a fixed value': { contract: of("{ type: integer, const: '1' }"), at: 'const' },
    'a parameter': { contract: parameterOf('{ name: q, in: query, schema: { type: string, enum: [1] } }') },
  },
  passes: {
    'values of their type': { contract: of('{ type: string, enum: [a, b] }') },
    'null where null is allowed': { contract: of("{ type: [string, 'null'], enum: [a, null] }") },
    'null in OpenAPI 3.0': {
      contract: `openapi: 3.0.3\ninfo: { title: Shop, version: '1' }\n${of('{ type: string, nullable: true, enum: [a, null] }')}`,
    },
    'no type': { contract: of('{ enum: [1, a] }') },
    'whole numbers written with a fraction': { contract: answerOf('{ type: integer, enum: [1.0, 2] }') },
    'a property that is called enum': { contract: of('{ type: object, properties: { enum: { type: string } } }') },
  },
});
