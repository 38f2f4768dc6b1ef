import { below, isFields } from '../../model/pointer.js';
import type { ApiModel, Operation } from '../../model/types.js';
import { defineRule, type Fix } from '../rule.js';
import { isPublicByNature, nameOf } from '../words.js';

/** Takes the empty alternatives out where they are the operation's own: the contract's hold for logins too. */
function dropEmpty(model: ApiModel, { security }: Operation): { readonly fix?: Fix } {
  const list = model.documents.at(security.node)?.value;
  if (security.declared !== 'operation' || !Array.isArray(list)) return {};
  const empty = [...list.keys()].filter((i) => isFields(list[i]) && Object.keys(list[i]).length === 0);
  return { fix: { narrows: true, changes: empty.map((i) => ({ op: 'remove', node: below(security.node, i) })) } };
}

/** OWASP API2:2023, CWE-306. `security: [{}, ...]` makes the credential optional (OpenAPI 3.1, 4.8.30). */
export default defineRule({
  id: 'anonymous-alternative-is-intended',
  title: 'Authentication is optional',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: [306],
  why: 'A caller who leaves the credential out is let in: the empty alternative `{}` is satisfied by anybody.',
  remedy: 'Remove `{}` from `security`, or say in the policy that the operation is `public: true`.',
  whole: ({ count, of }) => `Authentication is optional for ${count} of ${of} operations`,
  visit: {
    operation(operation, { model, report, hasPolicy }) {
      const { alternatives } = operation.security;
      if (operation.outgoing || operation.policy.public || isPublicByNature(operation)) return;
      const empty = alternatives.findIndex(({ length }) => length === 0);
      if (empty < 0 || alternatives.every(({ length }) => length === 0)) return;
      if (hasPolicy && operation.policy.requirements.every(({ length }) => length > 0)) return;
      report(operation.node, {
        severity: operation.isWrite ? 'high' : 'medium',
        message: `${nameOf(operation)} names a security scheme but works without one: an alternative is empty`,
        ...dropEmpty(model, operation),
        patch: { guard: 'authenticate', set: { authentication: 'required' } },
      });
    },
  },
});
