import rule from '../../../src/audit/rules/property-write-is-allowed.js';
import { bodyOf, describeRule } from '../describe-rule.js';

const object = (properties: string) => `{ type: object, properties: { name: { type: string }, ${properties} } }`;

describeRule(rule, {
  flags: {
    'a role in a sign-up': {
      contract: bodyOf(object('role: { type: string }'), '/signup'),
      at: 'role',
      severity: 'high',
    },
    'an administrator flag of anything': {
      contract: bodyOf(object('isAdmin: { type: boolean }'), '/orders'),
      at: 'isAdmin',
      says: /^"isAdmin" can be set by the caller of POST \/orders$/,
    },
    'the balance of an account': { contract: bodyOf(object('balance: { type: number }'), '/accounts') },
    'whether the mail address is verified, in an allOf': {
      contract: bodyOf(
        `{ allOf: [{ $ref: '#/components/schemas/Base' }] }`,
        '/users',
        `  schemas: { Base: ${object('email_verified: { type: boolean }')} }`,
      ),
      at: 'email_verified',
    },
    'the role in the own profile': {
      contract: `security: [{ bearer: [] }]
paths: { /me: { put: { requestBody: { content: { application/json: { schema: ${object('role: { type: string }')} } } } } } }
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }`,
      severity: 'high',
    },
    'a component that two operations take, once, of which only administrators may be the callers': {
      severity: 'medium',
      contract: `security: [{ bearer: [] }]
paths:
  /users: { post: { requestBody: { $ref: '#/components/requestBodies/User' } } }
  /users/{id}: { put: { requestBody: { $ref: '#/components/requestBodies/User' } } }
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }
  requestBodies: { User: { content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } } }
  schemas: { User: ${object('permissions: { type: array, items: { type: string } }')} }`,
      says: /and 1 more operation$/,
    },
  },
  passes: {
    'the first administrator of a new organisation': {
      contract: bodyOf(
        '{ type: object, properties: { admin: { type: object, properties: { email: { type: string } } } } }',
        '/orgs',
      ),
    },
    'a read-only role': { contract: bodyOf(object('role: { type: string, readOnly: true }'), '/users') },
    'a role that is read-only where it is defined': {
      contract: bodyOf(
        object(`role: { $ref: '#/components/schemas/Role' }`),
        '/users',
        '  schemas: { Role: { type: string, readOnly: true } }',
      ),
    },
    'an operation for giving roles': { contract: bodyOf(object('role: { type: string }'), '/users/{id}/roles') },
    'an invitation': { contract: bodyOf(object('role: { type: string }'), '/account-invitations') },
    'a role that is no privilege': { contract: bodyOf(object('role: { type: string }'), '/films') },
    'an operation for administrators': { contract: bodyOf(object('role: { type: string }'), '/admin/users') },
    'an answer': {
      contract: `paths: { /users: { get: { responses: { '200': { description: Found, content: { application/json: { schema: ${object('role: { type: string }')} } } } } } } }`,
    },
    'what the policy keeps to a role': {
      contract: bodyOf(
        `{ $ref: '#/components/schemas/User' }`,
        '/users',
        `  schemas: { User: ${object('role: { type: string }')} }`,
      ),
      policy: 'roles: { admin: {} }\nschemas: { User: { role: { write: [admin] } } }',
    },
  },
});
