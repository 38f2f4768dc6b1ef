import { defineGuard } from '../guard.js';
import { compileAnswerOwnership, compileOwnership } from '../ownership.js';

/**
 * OWASP API1:2023, CWE-639. A caller may touch only objects it owns, unless one of its roles may cross. Forms: the id
 * is the owner's (`id`), the upstream is asked first (`lookup`), the answer is read before a byte leaves (`field`), the
 * create was seen (`learned`). A missing owner, id or subject denies, because `undefined === undefined` would let
 * everyone in.
 */
export default defineGuard({
  id: 'object-owner',
  phase: 'authorize',
  title: 'Object ownership',
  monitorable: true,
  settings: ['owners'],
  compile: (operation, context) =>
    compileOwnership({ rules: operation.policy.owners, side: 'owner' }, operation, context),
  compileAnswer: (operation) => compileAnswerOwnership({ rules: operation.policy.owners }),
});
