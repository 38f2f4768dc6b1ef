import rule from '../../../src/audit/rules/server-is-not-internal.js';
import { describeRule } from '../describe-rule.js';

const paths = "paths: { /things: { get: { responses: { '200': { description: Found } } } } }";
const servers = (...urls: readonly string[]) =>
  `servers: [${urls.map((url) => `{ url: '${url}' }`).join(', ')}]\n${paths}`;

describeRule(rule, {
  flags: {
    'a private address': {
      contract: servers('https://10.1.2.3/api'),
      severity: 'medium',
      says: /^The server 10\.1\.2\.3 /,
    },
    'an internal name beside the public one': {
      contract: servers('https://api.example.com', 'https://orders.corp.internal'),
      closedBy: 'fix',
    },
    'a service of a cluster': {
      contract: servers('https://api.example.com', 'http://orders.shop.svc.cluster.local:8080'),
      closedBy: 'fix',
    },
    'a name without a dot': { contract: servers('http://backend:8080/v1') },
    'a host of OpenAPI 2.0': {
      contract: `swagger: '2.0'\ninfo: { title: Shop, version: '1' }\nhost: 192.168.0.7\nschemes: [https]\n${paths}`,
    },
    'a private address of version 6': { contract: servers('https://[fd12:3456::1]/') },
  },
  passes: {
    'a public name': { contract: servers('https://api.example.com/v1') },
    'this machine': { contract: servers('http://localhost:3000', 'http://127.0.0.1:8080') },
    'a path': { contract: servers('/v1') },
    'a host that is a variable': { contract: servers('https://{tenant}/v1', 'https://{tenant}.example.com') },
    'a public address': { contract: servers('https://203.0.113.7') },
    'a public name that ends like a private one': {
      contract: servers('https://mylocal.example', 'https://internal.example.com'),
    },
  },
});
