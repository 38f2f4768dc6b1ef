import { memberOf, below, isFields } from '../../model/pointer.js';
import type { ApiModel, OauthFlow } from '../../model/types.js';
import { defineRule, type Fix } from '../rule.js';
import { nameOf } from '../words.js';

/** Adds the scope to every flow that has a list of scopes. */
function declare(model: ApiModel, flows: readonly OauthFlow[], scope: string): { readonly fix?: Fix } {
  const places = flows.filter(({ node }) => isFields(memberOf(model.documents.at(node)?.value, 'scopes')));
  if (places.length < flows.length || !places.length) return {};
  return { fix: { changes: places.map(({ node }) => ({ op: 'add', node: below(node, 'scopes', scope), value: '' })) } };
}

/** OWASP API5:2023, CWE-863. OpenAPI 3.1, 4.8.30: the scopes of a requirement are those of the scheme. */
export default defineRule({
  id: 'scope-is-declared',
  title: 'Operation asks for a scope that no flow grants',
  severity: 'medium',
  owasp: ['API5:2023'],
  cwe: [863],
  why: 'No client can get such a token, so the check is dropped in the code, or a wider scope is handed out in its place.',
  remedy: 'Declare the scope in the flows of the scheme, or correct its name.',
  visit: {
    operation({ security, ...operation }, { model, report }) {
      for (const { scheme: name, scopes } of security.alternatives.flat()) {
        const scheme = model.securitySchemes.get(name);
        if (scheme?.type !== 'oauth2' || !scheme.flows.length) continue;
        const declared = new Set(scheme.flows.flatMap((flow) => flow.scopes));
        for (const scope of scopes.filter((one) => !declared.has(one))) {
          report(security.node, {
            key: `scope ${name} ${scope}`,
            message: `${nameOf({ security, ...operation })} asks for the scope "${scope}", which no flow of "${name}" grants`,
            ...declare(model, scheme.flows, scope),
          });
        }
      }
    },
  },
});
