import type { App } from '../../app/app.js';
import { createKey, revokeKey, rotateKey, type NewKey } from '../../app/keys.js';
import type { KeyRecord } from '../../store/store.js';
import { cli, flag } from '../cli.js';
import { may, operation, type ConsoleOperation } from '../operation.js';
import { Refusal } from '../problem.js';
import { closed, isoDay, list, name, whole } from '../schemas.js';

interface KeyAsked {
  readonly name: string;
  readonly roles?: readonly string[];
  readonly scopes?: readonly string[];
  readonly subject?: string;
  readonly tenant?: string;
  readonly expires?: string;
}

/** Never the digest: it is of no use to people. */
function view({ digest: _digest, pepperVersion: _pepper, ...key }: KeyRecord, now: number) {
  const isOver = key.expiresAt !== undefined && key.expiresAt <= now;
  const state =
    key.revokedAt !== undefined ? 'revoked' : isOver ? 'expired' : key.replacedBy !== undefined ? 'replaced' : 'active';
  return { ...key, state };
}

const made = ({ key, record }: NewKey, line: string) => ({ key, record: view(record, Date.now()), cli: line });

export const keyOperations: readonly ConsoleOperation[] = [
  operation({
    id: 'listKeys',
    method: 'GET',
    path: '/keys',
    summary: 'API keys, newest first; never their secrets',
    roles: may.read,
    async run({ app }) {
      const keys = await (await app.store()).keys.list();
      return { items: keys.map((key) => view(key, Date.now())), cli: cli('keys', 'list') };
    },
  }),
  operation<object, KeyAsked>({
    id: 'createKey',
    method: 'POST',
    path: '/keys',
    summary: 'Make an API key; its secret is in this answer and nowhere else',
    roles: may.operate,
    status: 201,
    body: closed(
      { name, roles: list(name, 50), scopes: list(name, 50), subject: name, tenant: name, expires: isoDay },
      ['name'],
    ),
    async run({ app, body }) {
      const { roles = [], scopes = [], subject, tenant, expires } = body;
      await refuseUnknownRoles(app, roles);
      const expiresAt = timeOf(expires);
      const key = await createKey(app, { name: body.name, roles, scopes, subject, tenant, expiresAt });
      return made(
        key,
        cli(
          'keys',
          'create',
          '--name',
          body.name,
          ...flag('--roles', roles.join(',')),
          ...flag('--scopes', scopes.join(',')),
          ...flag('--subject', subject),
          ...flag('--tenant', tenant),
          ...flag('--expires-days', expiresAt && Math.ceil((expiresAt - Date.now()) / 86_400_000)),
        ),
      );
    },
  }),
  operation<object, { readonly overlapSeconds?: number }>({
    id: 'rotateKey',
    method: 'POST',
    path: '/keys/{key}/rotate',
    summary: 'Replace an API key; the old one goes on for the overlap',
    roles: may.operate,
    status: 201,
    body: closed({ overlapSeconds: whole(0, 31_536_000) }),
    async run({ app, params, body }) {
      const { overlapSeconds = 86_400 } = body;
      const key = await rotateKey(app, params.key!, overlapSeconds);
      return made(key, cli('keys', 'rotate', params.key, '--overlap-hours', Math.ceil(overlapSeconds / 3600)));
    },
  }),
  operation({
    id: 'revokeKey',
    method: 'DELETE',
    path: '/keys/{key}',
    summary: 'Revoke an API key: the gateway refuses it from now on',
    roles: may.operate,
    async run({ app, params }) {
      const record = await revokeKey(app, params.key!);
      return { record: view(record, Date.now()), cli: cli('keys', 'revoke', record.id) };
    },
  }),
];

async function refuseUnknownRoles(app: App, roles: readonly string[]): Promise<void> {
  const known = new Set((await app.project()).apis.flatMap((api) => [...api.roles.keys()]));
  const unknown = roles.find((role) => !known.has(role));
  if (unknown === undefined) return;
  const detail = `The policy has no role "${unknown}"`;
  throw new Refusal(422, 'REQUEST_INVALID', detail, {
    errors: [{ pointer: '/roles', detail, expected: [...known].join(', ') || 'none: the policy has no roles' }],
  });
}

/** Throws `Refusal` 422 for what is no time. */
export function timeOf(day: string | undefined): number | undefined {
  if (day === undefined) return undefined;
  const at = Date.parse(day);
  if (!Number.isNaN(at)) return at;
  throw new Refusal(422, 'REQUEST_INVALID', `${day} is no date`, {
    errors: [{ pointer: '/expires', detail: `${day} is no date`, expected: 'YYYY-MM-DD' }],
  });
}
