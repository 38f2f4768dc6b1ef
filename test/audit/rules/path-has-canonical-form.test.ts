import rule from '../../../src/audit/rules/path-has-canonical-form.js';
import { describeRule } from '../describe-rule.js';

const two = (first: string, second: string, open = 'security: []') => `security: [{ bearer: [] }]
paths: { ${first}: { get: { operationId: a } }, ${second}: { get: { operationId: b, ${open} } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }`;

describeRule(rule, {
  flags: {
    'an open path that differs in case from a protected one': {
      contract: two('/admin', '/Admin'),
      severity: 'high',
      says: /^GET \/admin and \/Admin differ only in case/,
    },
    'an open path that differs in a slash at the end': { contract: two('/admin', '/admin/'), severity: 'high' },
    'two that are protected alike, as a smaller matter': {
      contract: two('/admin', '/admin/', 'summary: Same'),
      severity: 'low',
    },
    'an encoded slash': { contract: 'paths: { /a%2Fb: { get: {} } }', at: 'get', severity: 'medium' },
    'an empty segment': { contract: 'paths: { /a//b: { get: {} } }', says: /empty segment/ },
    'a dot segment': { contract: 'paths: { /a/../b: { get: {} } }' },
    'a query in the path': { contract: `paths: { '/a?b=1': { get: {} } }`, says: /no part of a path/ },
    'many of them, once': {
      contract: `paths: { '/a#1': { get: {} }, '/a#2': { get: {} }, '/a#3': { get: {} }, '/a#4': { get: {} } }`,
      says: /^4 operations/,
    },
  },
  passes: {
    'different paths': { contract: two('/admin', '/users') },
    'different methods of one path': { contract: 'paths: { /a: { get: {} }, /a/: { post: {} } }' },
    'a slash at the end of all': { contract: 'paths: { /a/: { get: {} }, /b/: { get: {} } }' },
    'capital letters': { contract: 'paths: { /Users: { get: {} } }' },
    'a template and a word': { contract: 'paths: { "/a/{id}": { get: {} }, /a/me: { get: {} } }' },
    'a callback, whose path is an expression': {
      contract: `paths: { /a: { post: { callbacks: { done: { '{$request.body#/url}?x=1': { post: {} } } } } } }`,
    },
  },
});
