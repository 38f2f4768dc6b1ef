import rule from '../../../src/audit/rules/debug-operation-is-absent.js';
import { describeRule } from '../describe-rule.js';

const get = (path: string) => `paths: { ${path}: { get: {} } }`;
const bearer = 'components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }';

describeRule(rule, {
  flags: {
    'the actuator': { contract: get('/actuator/env'), at: 'get', severity: 'high' },
    'a debugging path anywhere': { contract: get('/api/v1/debug/config'), says: /^GET \/api\/v1\/debug\/config/ },
    'metrics at the root': { contract: get('/v1/metrics') },
    'a memory dump': { contract: get('/manage/heapdump') },
    'one behind a login': {
      contract: `security: [{ bearer: [] }]\n${get('/debug/vars')}\n${bearer}`,
      severity: 'medium',
    },
  },
  passes: {
    'metrics as a feature, with things below': {
      contract: `paths: { /metrics: { get: { responses: { '200': { description: Found, content: { application/json: {} } } } } } }`,
    },
    'metrics of a thing': { contract: get("'/shops/{id}/metrics'") },
    health: { contract: get('/actuator/health') },
    'words that contain one': { contract: get('/debugging-guides') },
    'a name in a parameter': { contract: get("'/things/{debug}'") },
    'what only operators may call': {
      contract: `security: [{ bearer: [] }]\n${get('/metrics')}\n${bearer}`,
      policy: `identity: { schemes: { bearer: { apiKeys: true } } }\nroles: { operator: {} }\noperations: { 'GET /metrics': { roles: [operator] } }`,
    },
  },
});
