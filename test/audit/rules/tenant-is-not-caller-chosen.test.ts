import rule from '../../../src/audit/rules/tenant-is-not-caller-chosen.js';
import { describeRule, parameterOf } from '../describe-rule.js';

const policy = 'identity: { schemes: { bearer: { apiKeys: true } } }\ndefaults: { roles: any }';
const header = (name: string) => parameterOf(`{ name: ${name}, in: header, required: true, schema: { type: string } }`);

describeRule(rule, {
  flags: {
    'a tenant in a header field': {
      contract: header('X-Tenant-Id'),
      severity: 'low',
      says: /^The header parameter "X-Tenant-Id" of GET \/things chooses the tenant/,
    },
    'a tenant that the policy does not compare': {
      contract: header('X-Tenant-Id'),
      policy,
      severity: 'high',
      closedBy: 'patch',
    },
    'a tenant in the query': {
      contract: parameterOf('{ name: tenantId, in: query, schema: { type: string } }'),
      policy,
      closedBy: 'patch',
    },
    'the organization in a header field': { contract: header('Organization-Id') },
    'the tenant of a vendor': { contract: header('Xero-Tenant-Id') },
  },
  passes: {
    'a tenant that the policy compares': {
      contract: header('X-Tenant-Id'),
      policy: `${policy}\noperations: { list: { tenant: { resource: tenant, id: { in: header, name: X-Tenant-Id }, is: principal.tenant } } }`,
    },
    'a tenant in the path, which is an object': {
      contract: parameterOf(
        '{ name: tenantId, in: path, required: true, schema: { type: string } }',
        '/tenants/{tenantId}',
      ),
    },
    'a filter by account': { contract: parameterOf('{ name: accountId, in: query, schema: { type: string } }') },
    'an operation for administrators': {
      contract: parameterOf('{ name: tenantId, in: query, schema: { type: string } }', '/admin/users'),
    },
    'an operation for anybody': {
      contract: header('X-Tenant-Id').replace('security: [{ bearer: [] }]', 'security: []'),
    },
    'another header field': { contract: header('X-Request-Id') },
  },
});
