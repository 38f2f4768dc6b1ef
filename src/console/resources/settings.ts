import path from 'node:path';
import { channelOf, testMessage } from '../../app/notifications.js';
import { secretReader } from '../../app/secret-reader.js';
import { policyFileOf } from '../../app/policy-change.js';
import { PortcullisError } from '../../core/errors.js';
import { consoleRoles, type ConsoleRole } from '../../store/console.js';
import { cli } from '../cli.js';
import { may, operation, type ConsoleOperation } from '../operation.js';
import { addPerson, addToken, resetPassword } from '../people.js';
import { closed, oneOf, text, whole, yesNo } from '../schemas.js';

const role = oneOf(...consoleRoles);
const userName = text(100, { minLength: 1, pattern: '^[^\\p{Cc}:/]+$' });

export const settingsOperations: readonly ConsoleOperation[] = [
  operation({
    id: 'listUsers',
    method: 'GET',
    path: '/users',
    summary: 'People of the console',
    roles: may.administer,
    run: async ({ app }) => ({ items: await (await app.store()).console.users(), cli: cli('users', 'list') }),
  }),
  operation<object, { readonly name: string; readonly role: ConsoleRole }>({
    id: 'addUser',
    method: 'POST',
    path: '/users',
    summary: 'Add a person; the answer has a password for once',
    roles: may.administer,
    status: 201,
    body: closed({ name: userName, role }, ['name', 'role']),
    async run({ app, body }) {
      const added = await addPerson(await app.store(), body);
      return { ...added, cli: cli('users', 'add', body.name, '--role', body.role) };
    },
  }),
  operation<object, { readonly role?: ConsoleRole; readonly disabled?: boolean }>({
    id: 'changeUser',
    method: 'PATCH',
    path: '/users/{user}',
    summary: 'Give a person another role, or disable it; its sessions end',
    roles: may.administer,
    body: closed({ role, disabled: yesNo }),
    async run({ app, params, body }) {
      const user = await (await app.store()).console.changeUser(params.user!, body);
      return { user, cli: null };
    },
  }),
  operation({
    id: 'resetPassword',
    method: 'POST',
    path: '/users/{user}/password',
    summary: 'Give a person a password for once; its sessions end',
    roles: may.administer,
    async run({ app, params }) {
      const password = await resetPassword(await app.store(), params.user!);
      return { password, cli: cli('users', 'reset', params.user) };
    },
  }),
  operation({
    id: 'removeUser',
    method: 'DELETE',
    path: '/users/{user}',
    summary: 'Remove a person',
    roles: may.administer,
    async run({ app, params }) {
      await (await app.store()).console.removeUser(params.user!);
      return { removed: params.user, cli: cli('users', 'remove', params.user) };
    },
  }),
  operation({
    id: 'listTokens',
    method: 'GET',
    path: '/tokens',
    summary: 'Tokens for programs; never their secrets',
    roles: may.administer,
    run: async ({ app }) => ({ items: await (await app.store()).console.tokens(), cli: cli('tokens', 'list') }),
  }),
  operation<object, { readonly name: string; readonly role: ConsoleRole; readonly days: number }>({
    id: 'createToken',
    method: 'POST',
    path: '/tokens',
    summary: 'Make a token for a program; its secret is in this answer and nowhere else',
    roles: may.administer,
    status: 201,
    body: closed({ name: userName, role, days: whole(1, 365) }, ['name', 'role', 'days']),
    async run({ app, body, caller }) {
      const made = await addToken(await app.store(), { ...body, by: caller.name });
      return { ...made, cli: cli('tokens', 'create', body.name, '--role', body.role, '--days', body.days) };
    },
  }),
  operation({
    id: 'revokeToken',
    method: 'DELETE',
    path: '/tokens/{token}',
    summary: 'Revoke a token',
    roles: may.administer,
    async run({ app, params }) {
      const record = await (await app.store()).console.revokeToken(params.token!);
      return { record, cli: cli('tokens', 'revoke', record.id) };
    },
  }),
  operation({
    id: 'getSettings',
    method: 'GET',
    path: '/settings',
    summary: 'What the policy says of retention, notifications, store and console',
    roles: may.read,
    async run({ app, host }) {
      const project = await app.project();
      const { retention, ...eventLog } = project.eventLog;
      return {
        version: app.version,
        retention,
        eventLog: { outputs: outputNames(eventLog) },
        notify: [...project.notify].map(([each, { query, repeatSeconds, digestSeconds, urgent, channel }]) => ({
          name: each,
          kind: 'webhook' in channel ? 'webhook' : 'mail',
          query,
          repeatSeconds,
          digestSeconds,
          urgent,
        })),
        store: { engine: project.store ? 'postgres' : 'sqlite' },
        console: {
          sso: host.sso ? { label: host.sso.settings.label, issuer: host.sso.settings.issuer } : null,
          tls: host.isSecure,
        },
      };
    },
  }),
  operation({
    id: 'testNotification',
    method: 'POST',
    path: '/notify/{name}/test',
    summary: 'Send a test message to a notification of the policy',
    roles: may.operate,
    async run({ app, params }) {
      const policy = (await app.project()).notify.get(params.name!);
      if (!policy) throw new PortcullisError('NOT_FOUND', `The policy has no notification ${params.name}`);
      const sources = { store: await app.store(), baseDir: path.dirname(policyFileOf(app)), env: app.env };
      const channel = await channelOf(policy, await secretReader(sources));
      const message = testMessage(params.name!, Date.now());
      try {
        await channel.send(message);
      } catch (cause) {
        throw new PortcullisError(
          'NOTIFICATION_FAILED',
          `${params.name} was not reached: ${(cause as Error).message}`,
          { cause },
        );
      } finally {
        await channel.close();
      }
      return { id: message.id, cli: cli('notify', 'test', params.name) };
    },
  }),
];

function outputNames(eventLog: object): readonly string[] {
  const { outputs } = eventLog as { readonly outputs?: unknown };
  if (outputs instanceof Map) return [...(outputs as ReadonlyMap<string, unknown>).keys()];
  return typeof outputs === 'object' && outputs !== null ? Object.keys(outputs) : [];
}
