import type { ApiModel, Operation } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { isReadScope, scopedSchemes, scopesOf } from '../scopes.js';
import { nameOf } from '../words.js';

/** The policy says who may call beyond "has a token". */
function isDecided({ policy }: Operation): boolean {
  return policy.public || policy.scopes.length > 0 || Array.isArray(policy.roles) || policy.when !== undefined;
}

/** The scope that an operation may be meant to ask for; undefined where there are several. */
function obvious(declared: readonly string[], { isRead }: Operation): string | undefined {
  if (declared.length === 1) return declared[0];
  const fitting = declared.filter((scope) => isReadScope(scope) === isRead);
  return fitting.length === 1 ? fitting[0] : undefined;
}

function lackingScheme(model: ApiModel, { security }: Operation) {
  return security.alternatives
    .filter((all) => all.length > 0 && all.every(({ scopes }) => scopes.length === 0))
    .flatMap((all) => scopedSchemes(model, all))[0];
}

/** OWASP API5:2023, CWE-862. */
export default defineRule({
  id: 'scope-is-named-on-oauth',
  title: 'Any token of the authorization server will do',
  severity: 'medium',
  owasp: ['API5:2023'],
  cwe: [862],
  why: 'A token that was granted for something small (a profile picture, a newsletter) opens this operation as well.',
  remedy: 'Name the scope in `security`, or under `scopes` in the policy.',
  mergeFrom: 6,
  whole: ({ count, of }) =>
    `${count} of ${of} operations take a token of any scope, although the scheme declares scopes`,
  visit: {
    operation(operation, { model, report }) {
      if (operation.outgoing || isDecided(operation)) return;
      const scheme = lackingScheme(model, operation);
      if (!scheme) return;
      const scope = obvious(scopesOf(scheme), operation);
      report(operation.node, {
        message: `${nameOf(operation)} takes a token of "${scheme.name}" of any scope`,
        ...(scope === undefined ? {} : { patch: { guard: 'scopes', set: { scopes: [scope] } } }),
      });
    },
  },
});
