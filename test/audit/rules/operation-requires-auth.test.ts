import rule from '../../../src/audit/rules/operation-requires-auth.js';
import { describeRule } from '../describe-rule.js';

const bearer = 'components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }';
const policy = `identity: { schemes: { bearer: { apiKeys: true } } }`;

describeRule(rule, {
  flags: {
    'a read without security': { contract: 'paths: { /orders: { get: {} } }', at: 'get', severity: 'high' },
    'a write without security': {
      contract: 'paths: { /orders: { post: {} } }',
      at: 'post',
      severity: 'critical',
      says: /^POST \/orders changes data and can be called by anyone$/,
    },
    'a write that opts out on purpose': {
      contract: `security: [{ bearer: [] }]\npaths: { /orders: { delete: { security: [] } } }\n${bearer}`,
      at: 'delete',
      severity: 'high',
    },
    'a read without security beside operations that ask for a credential one by one': {
      contract: `paths: { /articles: { get: {}, post: { security: [{ bearer: [] }] } } }\n${bearer}`,
      at: 'get',
      severity: 'medium',
    },
    'making a user that is not called a sign-up': { contract: 'paths: { /users: { post: {} } }', severity: 'critical' },
    'an empty requirement alone': { contract: 'paths: { /orders: { get: { security: [{}] } } }', at: 'get' },
    'most of the operations as one finding': {
      contract: 'paths: { /a: { get: {}, post: {} }, /b: { get: {}, post: {} }, /c: { get: {}, delete: {} } }',
      severity: 'critical',
      says: /^6 of 6 operations/,
    },
    'an operation that the policy does not call public': {
      contract: 'paths: { /orders: { get: {} } }',
      policy: 'roles: { customer: {} }',
    },
  },
  passes: {
    'security on the operation': { contract: `paths: { /orders: { get: { security: [{ bearer: [] }] } } }\n${bearer}` },
    'security of the whole API': {
      contract: `security: [{ bearer: [] }]\npaths: { /orders: { post: {} } }\n${bearer}`,
    },
    'what is public on purpose': {
      contract: 'paths: { /orders: { get: {} } }',
      policy: "operations: { 'GET /orders': { public: true } }",
    },
    'what the policy asks a credential for': {
      contract: `paths: { /orders: { get: {} } }\n${bearer}`,
      policy: `${policy}\ndefaults: { authentication: required, roles: any }`,
    },
    'login, sign-up and health, which come before any credential': {
      contract:
        'paths: { /login: { post: {} }, /sign-up: { post: {} }, /health: { get: {} }, /oauth2/token: { post: {} } }',
    },
    'a registration at the list of users': {
      contract: `paths: { /users: { post: { summary: Register a new user }, get: { security: [{ bearer: [] }] } } }\n${bearer}`,
    },
    'codes and links that come by mail': {
      contract: 'paths: { /forget-password: { post: {} }, /v2/check-otp: { post: {} }, /verify-email: { post: {} } }',
    },
    'webhooks, which the API sends itself': { contract: 'paths: {}\nwebhooks: { paid: { post: {} } }' },
  },
});
