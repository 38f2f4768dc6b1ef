import rule from '../../../src/audit/rules/path-parameter-is-declared.js';
import { describeRule, parameterOf } from '../describe-rule.js';

const id = `{ name: id, in: path, required: true, schema: { type: string } }`;

describeRule(rule, {
  flags: {
    'a name without a parameter': {
      contract: 'paths: { "/a/{id}": { get: { operationId: a } } }',
      at: 'get',
      severity: 'medium',
      closedBy: 'fix',
      says: /^GET \/a\/\{id\} has no parameter for \{id\}$/,
    },
    'a parameter of another place': {
      contract: parameterOf('{ name: id, in: query, schema: { type: string } }', '/a/{id}'),
    },
    'a parameter in other letters': { contract: parameterOf(id, '/a/{ID}'), says: /\{ID\}/ },
    'one of two': { contract: parameterOf(id, '/a/{id}/b/{other}'), says: /\{other\}$/ },
    'two in one segment': { contract: parameterOf(id, '/a/{id}.{format}'), says: /\{format\}/ },
  },
  passes: {
    'a parameter of the operation': { contract: parameterOf(id, '/a/{id}') },
    'a parameter of the path': { contract: `paths: { "/a/{id}": { parameters: [${id}], get: {} } }` },
    'a parameter behind a reference': {
      contract: `paths: { "/a/{id}": { parameters: [{ $ref: '#/components/parameters/Id' }], get: {} } }\ncomponents: { parameters: { Id: ${id} } }`,
    },
    'a broken reference, which is a finding of its own': {
      contract: `paths: { "/a/{id}": { parameters: [{ $ref: '#/components/parameters/Gone' }], get: {} } }`,
    },
    'a path without names': { contract: 'paths: { /a: { get: {} } }' },
    'a callback, whose path is an expression': {
      contract: `paths: { /a: { post: { callbacks: { done: { '{$request.body#/url}': { post: {} } } } } } }`,
    },
  },
});
