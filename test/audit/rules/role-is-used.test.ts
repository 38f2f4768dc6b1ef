import rule from '../../../src/audit/rules/role-is-used.js';
import { describeRule } from '../describe-rule.js';

const contract = `security: [{ main: [] }]
paths: { /a: { get: { operationId: a, responses: {} } } }
components: { securitySchemes: { main: { type: mutualTLS } } }`;
const roles = 'roles: { customer: {}, support: { includes: [customer] }, admin: {} }\n';
const keys = 'identity: { schemes: { main: { apiKeys: true } } }\n';
const certificate = (has: string) =>
  `identity: { schemes: { main: { clientCertificate: { ca: ca.pem, subjects: [{ dns: a.example, subject: a, roles: [${has}] }] } } } }\n`;
const bearer = contract.replace('mutualTLS', 'http, scheme: bearer');

describeRule(rule, {
  flags: {
    'a role that nothing asks for': {
      contract: bearer,
      policy: `${keys}${roles}operations: { a: { roles: [customer] } }`,
      severity: 'low',
      at: 'admin',
      says: /asks for the role "admin"/,
    },
    'one that only an actor of the pentest has': {
      contract: bearer,
      policy: `${keys}${roles}operations: { a: { roles: [customer] } }\npentest: { scope: ['http://127.0.0.1:3000'], actors: { root: { roles: [admin], headers: { x: '\${env:X}' } } } }`,
    },
    'a role that nobody has': {
      contract,
      policy: `${certificate('customer, support')}${roles}operations: { a: { roles: [customer, admin] } }`,
      says: /Nobody has the role "admin"/,
      at: 'admin',
    },
    'a word that only begins alike': {
      contract: bearer,
      policy: `${keys}roles: { admin: {} }\noperations: { a: { roles: any, when: '"administrator" in principal.roles' } }`,
    },
  },
  passes: {
    'every role is asked for': {
      contract: bearer,
      policy: `${keys}${roles}operations: { a: { roles: [customer, admin] } }`,
    },
    'by what it includes': {
      contract: bearer,
      policy: `${keys}roles: { customer: {}, support: { includes: [customer] } }\noperations: { a: { roles: [customer] } }`,
    },
    'in a condition': {
      contract: bearer,
      policy: `${keys}roles: { admin: {} }\noperations: { a: { roles: any, when: '"admin" in principal.roles' } }`,
    },
    'in a rule of a property': {
      contract: bearer,
      policy: `${keys}roles: { admin: {} }\noperations: { a: { roles: any, readProperties: { /x: [admin] } } }`,
    },
    'everybody has one': {
      contract,
      policy: `${certificate('support, admin')}${roles}operations: { a: { roles: [customer, admin] } }`,
    },
  },
});
