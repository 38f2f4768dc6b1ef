import { explainOperation } from '../../model/policy-explain.js';
import type { ApiModel, Operation, Project } from '../../model/types.js';
import { PortcullisError } from '../../core/errors.js';
import { cli } from '../cli.js';
import { may, operation, type ConsoleOperation } from '../operation.js';
import { closed, name } from '../schemas.js';

type Access = 'yes' | 'no' | 'conditional';

interface Judged {
  readonly access: Access;
  readonly because: string;
}

/** Whether a role may call an operation. Ownership, scopes and conditions depend on the call: then it is conditional. */
function judge({ roles: known }: ApiModel, { policy }: Operation, role: string): Judged {
  const { mode, public: isPublic, roles, owners, tenants, when, scopes } = policy;
  if (mode !== 'enforce') return { access: 'yes', because: `the operation is in mode ${mode}: nothing is denied` };
  if (isPublic) return { access: 'yes', because: 'the operation is public' };
  if (roles === undefined) return { access: 'no', because: 'no role is named: nobody may call it' };
  const stands = known.get(role) ?? new Set([role]);
  if (roles !== 'any' && !roles.some((each) => stands.has(each))) {
    return { access: 'no', because: `only ${roles.join(', ') || 'nobody'} may call it` };
  }
  const conditions = [
    ...[...owners, ...tenants]
      .filter(({ crossedBy }) => !crossedBy.some((each) => stands.has(each)))
      .map(({ resource, is }) => `the ${resource} must be theirs (${is})`),
    ...(when === undefined ? [] : [`the condition ${when}`]),
    ...(scopes.length ? [`the scopes ${scopes.join(', ')}`] : []),
  ];
  if (conditions.length) return { access: 'conditional', because: conditions.join('; ') };
  return {
    access: 'yes',
    because: roles === 'any' ? 'everybody who is logged in may call it' : `the role is in ${roles.join(', ')}`,
  };
}

const rolesOf = ({ apis }: Project): readonly string[] => [...new Set(apis.flatMap(({ roles }) => [...roles.keys()]))];

export const identityOperations: readonly ConsoleOperation[] = [
  operation({
    id: 'getIdentities',
    method: 'GET',
    path: '/identities',
    summary: 'Which role may call which operation',
    roles: may.read,
    async run({ app }) {
      const project = await app.project();
      const roles = rolesOf(project);
      const included = (role: string) => [
        ...new Set(project.apis.flatMap(({ roles: known }) => [...(known.get(role) ?? [])])),
      ];
      const items = project.apis.flatMap((model) =>
        [...model.operations.values()]
          .filter(({ outgoing }) => !outgoing)
          .map((each) => ({
            api: model.name,
            operation: each.id,
            method: each.method.toUpperCase(),
            path: each.path,
            access: Object.fromEntries(roles.map((role) => [role, judge(model, each, role).access])),
          })),
      );
      return {
        roles: roles.map((role) => ({ name: role, includes: included(role).filter((each) => each !== role) })),
        items,
      };
    },
  }),
  operation<object, { readonly role: string; readonly api: string; readonly operation: string }>({
    id: 'askAccess',
    method: 'POST',
    path: '/identities/access',
    summary: 'Whether a role may call an operation, and which rule says so',
    roles: may.read,
    body: closed({ role: name, api: name, operation: name }, ['role', 'api', 'operation']),
    async run({ app, body }) {
      const project = await app.project();
      const model = project.apis.find(({ name: api }) => api === body.api);
      const found = model?.operations.get(body.operation);
      if (!model || !found)
        throw new PortcullisError('NOT_FOUND', `There is no operation ${body.operation} of the API ${body.api}`);
      const { access, because } = judge(model, found, body.role);
      const deciding = /^(?:mode|public|requirements|roles|scopes|when|owners\.|tenants\.)/;
      const settings = explainOperation(model, found.id).filter(({ setting }) => deciding.test(setting));
      return { access, because, settings, cli: cli('policy', 'explain', found.id, '--as', body.role) };
    },
  }),
];
