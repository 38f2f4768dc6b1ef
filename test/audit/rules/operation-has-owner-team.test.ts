import rule from '../../../src/audit/rules/operation-has-owner-team.js';
import { describeRule } from '../describe-rule.js';

const of = (info: string, operation = '{}') => `openapi: 3.1.0
info: { title: Shop, version: '1'${info} }
paths: { /a: { get: ${operation} }, /b: { get: {} } }`;

describeRule(rule, {
  flags: {
    nobody: { contract: of(''), at: 'info', severity: 'info', says: /^2 of 2 operations/ },
    'a name that nobody can write to': { contract: of(', contact: { name: Team }') },
    'an owner of one operation': { contract: of('', '{ x-owner: payments }'), says: /^1 of 2/ },
    'an empty owner': { contract: of('', `{ x-owner: '' }`), says: /^2 of 2/ },
  },
  passes: {
    'an address': { contract: of(', contact: { email: api@example.com }') },
    'a page': { contract: of(', contact: { url: "https://example.com/help" }') },
    'a team for all': { contract: of(', x-team: payments') },
    'an owner of each operation': {
      contract: of('', '{ x-owner: a }').replace('/b: { get: {} }', '/b: { get: { x-team: b } }'),
    },
  },
});
