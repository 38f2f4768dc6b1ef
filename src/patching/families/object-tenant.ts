import type { ApiModel } from '../../model/types.js';
import { textFact } from '../facts.js';
import { covered, defineFamily, impossible, isInForce, patch, type Subject } from '../family.js';
import { methodTricks, pathTricks, trustTricks } from '../tricks.js';
import { asAnonymous, changeEach } from '../variant.js';

/** Some scheme tells the tenant of a caller: without it nobody would be let in. */
function knowsTenants({ schemes }: ApiModel): boolean {
  return [...schemes.values()].some((scheme) => {
    if (scheme.kind === 'apiKeys') return true;
    if (scheme.kind === 'jwt' || scheme.kind === 'introspection') return scheme.claims.tenant !== undefined;
    return (scheme.kind === 'basic' ? [...scheme.users.values()] : scheme.subjects).some(
      ({ tenant }) => tenant !== undefined,
    );
  });
}

/** OWASP API1:2023, CWE-284. The tenant that stands in the object must be the caller's; whoever owns it there. */
function tenantRule({ finding, operation, model }: Subject) {
  const id = operation?.resource?.id;
  if (!operation || !id) return impossible('The place of the object id is not known, so no rule can name it.');
  const isRuled = operation.policy.tenants.some((rule) => rule.id.in === id.in && rule.id.name === id.name);
  if (isRuled && isInForce(operation, 'object-tenant'))
    return covered('object-tenant', `A tenant rule for ${id.name} is in force.`);
  const field = textFact(finding, 'tenantPointer');
  if (field === undefined)
    return impossible(
      'No answer shows whose tenant the object belongs to. Put the tenant of the credential into every query of the code.',
    );
  if (!knowsTenants(model))
    return impossible('The policy does not say where the tenant of a caller stands: name it under identity.schemes.');
  return patch('object-tenant', {
    tenant: { resource: operation.resource?.name ?? id.name, id, field, is: 'principal.tenant' },
  });
}

export default defineFamily({
  id: 'object-tenant',
  title: 'Objects of another tenant can be reached',
  closes: ['tenant-isolation-broken'],
  rewrites: false,
  patch: tenantRule,
  variants: ({ finding: { replay } }) =>
    replay
      ? [
          ...changeEach(replay, pathTricks),
          ...changeEach(replay, trustTricks),
          ...changeEach(replay, methodTricks),
          ...asAnonymous(replay),
        ]
      : [],
});
