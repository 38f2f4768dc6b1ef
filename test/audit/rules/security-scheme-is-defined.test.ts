import rule from '../../../src/audit/rules/security-scheme-is-defined.js';
import { describeRule } from '../describe-rule.js';

const bearer = 'components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }';

describeRule(rule, {
  flags: {
    'a name that nobody defined': {
      contract: `paths: { /a: { get: { security: [{ oauth: [] }] } } }\n${bearer}`,
      severity: 'high',
    },
    'a name in other letters': {
      contract: `paths: { /a: { get: { security: [{ Bearer: [] }] } } }\n${bearer}`,
      says: /"Bearer"/,
    },
    'one of two that must both hold': {
      contract: `paths: { /a: { get: { security: [{ bearer: [], key: [] }] } } }\n${bearer}`,
    },
    'the requirement of the whole API, once': {
      contract: 'security: [{ key: [] }]\npaths: { /a: { get: {}, post: {} }, /b: { get: {} } }',
    },
  },
  passes: {
    'a defined one': { contract: `paths: { /a: { get: { security: [{ bearer: [] }] } } }\n${bearer}` },
    'no requirement': { contract: 'paths: { /a: { get: {} } }' },
    'an empty one': { contract: `paths: { /a: { get: { security: [{}, { bearer: [] }] } } }\n${bearer}` },
    'definitions of OpenAPI 2.0': {
      contract: `swagger: '2.0'
info: { title: Old, version: '1' }
securityDefinitions: { key: { type: apiKey, in: header, name: X-Key } }
paths: { /a: { get: { security: [{ key: [] }], responses: {} } } }`,
    },
  },
});
