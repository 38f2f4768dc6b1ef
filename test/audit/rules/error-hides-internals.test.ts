import rule from '../../../src/audit/rules/error-hides-internals.js';
import { answerOf, describeRule } from '../describe-rule.js';

function contract(schema: string, status = '500', more = ''): string {
  return `paths:
  /things:
    get:
      operationId: list
      security: [{ bearer: [] }]
      responses:
        '${status}': { description: Error, content: { application/json: { schema: ${schema}${more} } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }`;
}

const error = (name: string, schema = '{ type: string }') =>
  `{ type: object, properties: { message: { type: string }, ${name}: ${schema} } }`;

describeRule(rule, {
  flags: {
    'a stack trace': {
      contract: contract(error('stackTrace')),
      at: 'stackTrace',
      severity: 'medium',
      says: /^Errors of GET \/things have "stackTrace"/,
      closedBy: 'patch',
    },
    'an exception of a bad request': { contract: contract(error('exception'), '400'), closedBy: 'patch' },
    'a query of the database': { contract: contract(error('sql_query'), 'default') },
    'a list of frames': { contract: contract(error('stack', '{ type: array, items: { type: string } }')) },
    'an example with a trace of Java': {
      contract: contract(
        error('detail'),
        '500',
        ', example: { message: Oops, detail: "NullPointerException at com.shop.Orders.find(Orders.java:42)" }',
      ),
      says: /^An example of an answer shows a trace/,
    },
    'an example with a message of the database': {
      contract: contract(error('detail', '{ type: string, example: "SQLSTATE[42S02]: Base table not found" }')),
    },
  },
  passes: {
    'a message': { contract: contract('{ type: object, properties: { message: { type: string } } }') },
    'the id of a trace': { contract: contract(error('traceId')) },
    'a trace of 200, which is a business of the API': { contract: answerOf(error('stackTrace')) },
    'a kind of error with fixed values': { contract: contract(error('exception', '{ type: string, enum: [a, b] }')) },
    'a number of exceptions': { contract: contract(error('exceptions', '{ type: integer }')) },
    'a description that speaks of traces': {
      contract: `info: { title: Shop, version: '1', description: 'Send us "Traceback (most recent call last)" when it fails' }\nopenapi: 3.1.0\n${contract(error('code'))}`,
    },
  },
});
