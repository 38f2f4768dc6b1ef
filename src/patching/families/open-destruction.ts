import type { ApiModel } from '../../model/types.js';
import { covered, defineFamily, impossible, isInForce, patch, type Subject } from '../family.js';
import { methodTricks, pathTricks, trustTricks } from '../tricks.js';
import { asAnonymous, changeEach } from '../variant.js';

/** Roles that no other one includes: those of administrators, where roles are ranked. */
function highestRoles({ roles }: ApiModel): readonly string[] {
  const included = new Set([...roles].flatMap(([name, all]) => [...all].filter((each) => each !== name)));
  return [...roles.keys()].filter((name) => !included.has(name)).toSorted();
}

/** A day in the past: from it on the operation is refused. */
const over = '2000-01-01';

/** OWASP API8:2023, CWE-306. What removes everybody's data is for administrators, or for nobody. */
function close({ operation, model }: Subject) {
  if (!operation) return impossible('The operation is not in the contract; the gateway refuses it as unknown.');
  const { policy } = operation;
  if (policy.sunset !== undefined && isInForce(operation, 'sunset'))
    return covered('sunset', 'The operation has a last day.');
  const needsCaller = policy.requirements.length > 0 && policy.requirements.every((all) => all.length > 0);
  if (needsCaller && isInForce(operation, 'authenticate'))
    return covered('authenticate', 'The gateway demands a credential for this operation already.');
  if (model.schemes.size === 0 || model.roles.size === 0) return patch('sunset', { sunset: over });
  return patch('authenticate', { authentication: 'required', roles: highestRoles(model) });
}

export default defineFamily({
  id: 'open-destruction',
  title: 'Anyone can remove what others stored',
  closes: ['destructive-read-open'],
  rewrites: false,
  patch: close,
  variants: ({ finding: { replay } }) =>
    replay
      ? [
          ...changeEach(replay, pathTricks),
          ...changeEach(replay, methodTricks),
          ...changeEach(replay, trustTricks),
          ...asAnonymous(replay),
        ]
      : [],
});
