import type { Operation, Roles } from '../../model/types.js';
import { count, noPolicy, operationItem } from '../facts.js';
import { defineItem } from '../item.js';

/** Whether a role opens the operation, before owners and conditions are looked at. */
function opens(operation: Operation, role: string, roles: Roles): 'yes' | 'no' {
  const { policy } = operation;
  if (policy.public || policy.roles === 'any') return 'yes';
  const own = roles.get(role) ?? new Set([role]);
  return policy.roles?.some((named) => own.has(named)) ? 'yes' : 'no';
}

export default defineItem({
  id: 'authorization-matrix',
  title: 'Roles and operations',
  subject: 'which role may call which operation, as it is enforced',
  method: 'EXAMINE',
  validDays: 30,
  how: 'name the roles in the policy, and at each operation who may call it',

  async collect(source) {
    const names = [...new Set((source.project?.apis ?? []).flatMap(({ roles }) => [...roles.keys()]))];
    const found = operationItem(source, [...names, 'any signed-in caller', 'further'], ({ model, operation }) => [
      ...names.map((role) => opens(operation, role, model.roles)),
      operation.policy.roles === 'any' || operation.policy.public ? 'yes' : 'no',
      [
        ...(operation.policy.scopes.length ? [`scopes ${operation.policy.scopes.join(' ')}`] : []),
        ...(operation.policy.when === undefined ? [] : ['a condition']),
        ...(operation.policy.owners.length ? ['owner only'] : []),
      ].join(', '),
    ]);
    if (!found) return noPolicy;
    const narrowed = found.rows.filter((row) => row[2 + names.length] === 'no').length;
    return {
      ...found,
      summary: `${count(names.length, 'role')} by ${count(found.rows.length, 'operation')}; ${narrowed} are narrowed to roles`,
    };
  },
});
