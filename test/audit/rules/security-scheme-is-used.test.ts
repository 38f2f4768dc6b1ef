import rule from '../../../src/audit/rules/security-scheme-is-used.js';
import { describeRule, schemeOf } from '../describe-rule.js';

const bearer = '{ type: http, scheme: bearer }';
const paths = `paths: { /things: { get: { responses: { '200': { description: Found } } } } }`;
const twoSchemes = schemeOf(bearer) + '\n    old: { type: apiKey, in: header, name: X-Key }';

describeRule(rule, {
  flags: {
    'a scheme beside the one in use': {
      contract: twoSchemes,
      at: 'old',
      severity: 'info',
      says: /security scheme "old"/,
      closedBy: 'fix',
    },
    'a scheme of a contract that asks for nothing': {
      contract: `${paths}\ncomponents: { securitySchemes: { bearer: ${bearer} } }`,
      closedBy: 'fix',
    },
    'a scheme that is only named with another spelling': {
      contract: `security: [{ Bearer: [] }]\n${paths}\ncomponents: { securitySchemes: { bearer: ${bearer} } }`,
    },
    'a definition of OpenAPI 2.0': {
      contract: `swagger: '2.0'\ninfo: { title: Shop, version: '1' }\n${paths}\nsecurityDefinitions: { basic: { type: basic } }`,
      at: 'basic',
      closedBy: 'fix',
    },
  },
  passes: {
    'a scheme of the whole contract': { contract: schemeOf(bearer) },
    'a scheme of one operation': {
      contract: `paths: { /things: { get: { security: [{ bearer: [] }], responses: {} } } }\ncomponents: { securitySchemes: { bearer: ${bearer} } }`,
    },
    'a scheme that every operation replaces': {
      contract: `security: [{ bearer: [] }]\npaths: { /things: { get: { security: [], responses: {} } } }\ncomponents: { securitySchemes: { bearer: ${bearer} } }`,
    },
    'one of two alternatives': {
      contract: `paths: { /things: { get: { security: [{ key: [] }, { bearer: [] }], responses: {} } } }
components: { securitySchemes: { bearer: ${bearer}, key: { type: apiKey, in: header, name: X-Key } } }`,
    },
    'a schema that is called like a scheme': {
      contract: `${schemeOf(bearer)}\n  schemas: { old: { type: object, properties: { securitySchemes: { type: object } } } }`,
    },
  },
});
