import rule from '../../../src/audit/rules/server-variable-is-enumerated.js';
import { describeRule } from '../describe-rule.js';

const paths = "paths: { /things: { get: { responses: { '200': { description: Found } } } } }";
const server = (url: string, variables = '{ host: { default: api.example.com } }') =>
  `servers: [{ url: '${url}', variables: ${variables} }]\n${paths}`;

describeRule(rule, {
  flags: {
    'a host that is any text': {
      contract: server('https://{host}/v1'),
      at: 'host',
      severity: 'low',
      says: /^"\{host\}" in the host of https:\/\/\{host\}\/v1 may be any text/,
      closedBy: 'fix',
    },
    'a domain that is any text': { contract: server('https://api.{host}'), severity: 'low', closedBy: 'fix' },
    'a name below a fixed domain, as a smaller matter': {
      contract: server('https://{host}.example.com', '{ host: { default: demo } }'),
      severity: 'info',
      closedBy: 'fix',
    },
    'a variable that is not described': { contract: server('https://{host}', '{}'), severity: 'low' },
    'a whole address that is a variable': { contract: server('{host}/v1') },
  },
  passes: {
    'listed values': {
      contract: server('https://{host}', '{ host: { default: a.example, enum: [a.example, b.example] } }'),
    },
    'a version in the path': { contract: server('https://api.example.com/{host}', '{ host: { default: v1 } }') },
    'a port': { contract: server('https://api.example.com:{host}', "{ host: { default: '443' } }") },
    'no variable': { contract: server('https://api.example.com', '{}') },
  },
});
