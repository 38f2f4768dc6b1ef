import rule from '../../../src/audit/rules/anonymous-alternative-is-intended.js';
import { describeRule } from '../describe-rule.js';

const bearer = 'components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }';
const operation = (method: string, security: string) =>
  `paths: { /orders: { ${method}: { security: ${security} } } }\n${bearer}`;

describeRule(rule, {
  flags: {
    'an empty alternative first': {
      closedBy: 'fix',
      contract: operation('get', '[{}, { bearer: [] }]'),
      at: 'get',
      severity: 'medium',
    },
    'an empty alternative last': { contract: operation('post', '[{ bearer: [] }, {}]'), at: 'post', severity: 'high' },
    'one that the whole API has': {
      contract: `security: [{ bearer: [] }, {}]\npaths: { /orders: { put: {} } }\n${bearer}`,
      at: 'put',
    },
    'one among several schemes': {
      contract: operation('delete', '[{ bearer: [] }, {}, { bearer: [admin] }]'),
      at: 'delete',
    },
  },
  passes: {
    'alternatives that all need something': { contract: operation('get', '[{ bearer: [] }, { bearer: [read] }]') },
    'no alternative at all, which another rule finds': { contract: operation('get', '[]') },
    'only an empty one, which another rule finds': { contract: operation('get', '[{}]') },
    'what is public on purpose': {
      contract: operation('get', '[{}, { bearer: [] }]'),
      policy: "operations: { 'GET /orders': { public: true } }",
    },
    'a login': { contract: `paths: { /login: { post: { security: [{}, { bearer: [] }] } } }\n${bearer}` },
  },
});
