import type { Operation } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

/** Scopes that the contract asks for in every alternative. */
function promisedScopes({ security }: Operation): readonly string[] {
  const [first = [], ...others] = security.alternatives.map((all) => all.flatMap(({ scopes }) => scopes));
  return first.filter((scope) => others.every((list) => list.includes(scope)));
}

/** The policy lets callers in whom the contract keeps out. */
function weaker(operation: Operation): string | undefined {
  const { security, policy } = operation;
  if (!security.requiresCredential) return undefined;
  if (policy.public) return 'the contract asks for a credential, and the policy makes it public';
  if (!policy.requirements.length || policy.requirements.some((all) => !all.length)) {
    return 'the contract asks for a credential, and the policy for none';
  }
  const declared = new Set(security.alternatives.flatMap((all) => all.map(({ scheme }) => scheme)));
  const other = policy.requirements.flat().find(({ scheme }) => !declared.has(scheme));
  if (other) return `the policy accepts ${other.scheme}, which the contract does not name for it`;
  const kept = new Set([...policy.scopes, ...policy.requirements.flat().flatMap(({ scopes }) => scopes)]);
  const lost = promisedScopes(operation).filter((scope) => !kept.has(scope));
  return lost.length ? `the contract asks for the scope ${lost.join(', ')}, and the policy does not` : undefined;
}

/** OWASP API2:2023, CWE-863. */
export default defineRule({
  id: 'policy-matches-contract-auth',
  title: 'Policy asks for less than the contract promises',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: [863],
  why: 'Whoever reads the contract believes that it is protected; the gateway lets others in.',
  remedy: 'Take `public: true` or `authentication` out of the policy, or write into the contract what is meant.',
  needs: 'policy',
  visit: {
    operation(operation, { report }) {
      if (operation.outgoing) return;
      const said = weaker(operation);
      const { origins } = operation.policy;
      if (said)
        report(origins.public ?? origins.requirements ?? operation.node, {
          key: `${operation.id} ${said}`,
          message: `${nameOf(operation)}: ${said}`,
        });
    },
  },
});
