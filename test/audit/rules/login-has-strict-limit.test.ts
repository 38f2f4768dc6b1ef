import rule from '../../../src/audit/rules/login-has-strict-limit.js';
import { bodyOf, describeRule } from '../describe-rule.js';

const schema = '{ type: object, properties: { email: { type: string }, password: { type: string } } }';
const contract = bodyOf(schema, '/login');
const base = 'identity: { schemes: { bearer: { apiKeys: true } } }';
const limited = (limit: string) => `${base}\noperations: { send: { rateLimits: [${limit}] } }`;

describeRule(rule, {
  flags: {
    'a login without a limit': { contract, policy: base, at: 'post', severity: 'high', says: /try "password"/ },
    'a login with the limit of everything': {
      contract,
      policy: `${base}\ndefaults: { rateLimits: [{ limit: 300, windowSeconds: 60, per: address }] }`,
    },
    'a strict limit for all callers together, which locks everybody out instead': {
      contract,
      policy: limited('{ limit: 5, windowSeconds: 60, per: operation }'),
    },
    'a short window that adds up': { contract, policy: limited('{ limit: 5, windowSeconds: 1, per: address }') },
    'a code of six digits': {
      contract: bodyOf('{ type: object, properties: { code: { type: string } } }', '/mfa'),
      policy: base,
      says: /"code"/,
    },
  },
  passes: {
    'a limit per address': { contract, policy: limited('{ limit: 10, windowSeconds: 60, per: address }') },
    'a limit per account, on failures': {
      contract,
      policy: limited('{ limit: 5, windowSeconds: 300, per: { body: /email }, countStatuses: [401] }'),
    },
    'a token operation without a password': {
      contract: bodyOf('{ type: object, properties: { assertion: { type: string } } }', '/token'),
      policy: base,
    },
    'another operation with a password': { contract: bodyOf(schema, '/safes'), policy: base },
    'no policy': { contract },
  },
});
