import { textsFact } from '../facts.js';
import { covered, defineFamily, impossible, isInForce, patch } from '../family.js';
import { bodyTricks, methodTricks, pathTricks, trustTricks } from '../tricks.js';
import { asAnonymous, changeEach } from '../variant.js';

/** OWASP API5:2023, CWE-285. Only the roles that are meant to use an operation may. */
export default defineFamily({
  id: 'role',
  title: "A role reaches another role's operation",
  closes: ['bfla-read', 'bfla-write', 'role-header-trusted'],
  rewrites: false,
  patch({ finding, operation, model }) {
    if (!operation) return impossible('The operation is not in the contract; the gateway refuses it as unknown.');
    const roles = textsFact(finding, 'expectedRoles').filter((role) => model.roles.has(role));
    if (!roles.length)
      return impossible(
        'It is not known which roles are meant to use the operation: name them under operations.<id>.roles.',
      );
    const { roles: now } = operation.policy;
    if (Array.isArray(now) && now.every((role) => roles.includes(role)) && isInForce(operation, 'roles')) {
      return covered('roles', `Only ${now.join(', ')} may call it already.`);
    }
    return patch('roles', { roles });
  },
  variants: ({ finding: { replay }, operation }) =>
    replay
      ? [
          ...changeEach(replay, pathTricks),
          ...changeEach(replay, methodTricks),
          ...changeEach(replay, trustTricks),
          ...(operation?.isWrite ? changeEach(replay, bodyTricks) : []),
          ...asAnonymous(replay),
        ]
      : [],
});
