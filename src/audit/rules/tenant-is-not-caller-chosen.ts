import type { Operation, Parameter } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { isAdmin, nameOf, wordsOf } from '../words.js';

const tenant = /^(x )?(\w+ )?(tenant|tenant id|tenant key|tenant name|tenant code)$/;

/** Of the others only the header speaks of the caller; in the query they filter. */
const ofHeader = /^(x )?(\w+ )?(organi[sz]ation|org|workspace|company|account|customer|merchant) id$/;

function choosesTenant({ in: location, name }: Parameter): boolean {
  const words = wordsOf(name);
  if (location === 'header') return tenant.test(words) || ofHeader.test(words);
  return (location === 'query' || location === 'cookie') && tenant.test(words);
}

/** The policy compares it with the caller, or says by hand what holds. */
function isCompared({ policy }: Operation, { in: location, name }: Parameter): boolean {
  if (policy.public || policy.when !== undefined) return true;
  return [...policy.tenants, ...policy.owners].some(({ id }) => id.in === location && id.name === name);
}

/** OWASP API1:2023, CWE-639. */
export default defineRule({
  id: 'tenant-is-not-caller-chosen',
  title: 'Caller names the tenant to work in',
  severity: 'high',
  owasp: ['API1:2023'],
  cwe: [639],
  why: 'One query that forgets to compare it with the credential shows or changes the data of another customer.',
  remedy: 'Take the tenant from the token; where callers have several, compare it: `tenant` in the policy, or a claim.',
  confidence: 'firm',
  visit: {
    parameter({ parameter, operation }, { report, hasPolicy }) {
      if (operation.outgoing || isAdmin(operation) || !choosesTenant(parameter)) return;
      if (operation.security.anonymousAllowed && !hasPolicy) return;
      if (isCompared(operation, parameter)) return;
      const { in: location, name } = parameter;
      const rule = { resource: 'tenant', id: { in: location, name }, is: 'principal.tenant' };
      report(parameter.node, {
        key: `tenant ${location} ${name}`,
        // Without a policy nobody knows what the server compares, and most do.
        severity: hasPolicy ? 'high' : 'low',
        message: `The ${location} parameter "${name}" of ${nameOf(operation)} chooses the tenant, and nothing says that it is the caller's`,
        part: { in: location, name },
        patch: { guard: 'object-tenant', set: { tenant: rule } },
      });
    },
  },
});
