import { PortcullisError } from '../core/errors.js';
import { didYouMean } from '../core/nearest.js';
import type { Assumed } from '../gateway/call-trace.js';
import type { Principal } from '../identity/principal.js';
import type { Project } from '../model/types.js';

const keys = ['sub', 'roles', 'scopes', 'tenant'] as const;
type Key = (typeof keys)[number];

function usage(message: string, hint?: string): PortcullisError {
  const expected = 'an actor of `pentest.actors`, a role, anonymous, or sub=...,roles=...,scopes=...,tenant=...';
  return new PortcullisError('USAGE', message, { expected, hint });
}

function principalOf(facts: Partial<Principal>): Principal {
  const { subject, tenant, roles = [], scopes = [] } = facts;
  const claims = { sub: subject, tenant, roles, scope: scopes.join(' ') };
  return {
    id: `assumed:${subject ?? 'nobody'}`,
    kind: 'user',
    subject,
    tenant,
    roles,
    scopes,
    claims: Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined)),
    credential: { scheme: 'assumed', id: 'assumed' },
    expiresAt: undefined,
  };
}

/** Who calls, and what was taken for granted. */
export interface AssumedCaller {
  readonly assumed: Assumed;
  readonly note?: string;
}

/** `sub=alice,roles=customer support,tenant=acme`; several values are separated by spaces, or the key stands again. */
function fromPairs(text: string): Principal {
  const values = new Map<Key, string[]>();
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(at, 0)).trim();
    const key = keys.find((one) => one === name);
    if (key === undefined) throw usage(`--as does not know "${name || pair}"`, didYouMean(name, keys));
    values.set(key, [
      ...(values.get(key) ?? []),
      ...pair
        .slice(at + 1)
        .split(' ')
        .filter(Boolean),
    ]);
  }
  const one = (key: Key): string | undefined => values.get(key)?.join(' ') || undefined;
  return principalOf({
    subject: one('sub'),
    tenant: one('tenant'),
    roles: values.get('roles') ?? [],
    scopes: values.get('scopes') ?? [],
  });
}

function checkRoles(roles: readonly string[], known: readonly string[]): void {
  const unknown = roles.find((role) => !known.includes(role));
  if (unknown === undefined) return;
  throw new PortcullisError('NOT_FOUND', `There is no role "${unknown}"`, { hint: didYouMean(unknown, known) });
}

/**
 * Whom `--as` names. An actor counts as its name, with its roles and tenant; its credential is not used. A role alone
 * has no subject, so that it owns nothing. Throws USAGE and NOT_FOUND.
 */
export function assumedCaller(text: string, { pentest, apis }: Project): AssumedCaller {
  if (text === 'anonymous') return { assumed: { principal: undefined } };
  const roles = [...new Set(apis.flatMap((api) => [...api.roles.keys()]))];
  if (text.includes('=')) {
    const principal = fromPairs(text);
    checkRoles(principal.roles, roles);
    return { assumed: { principal } };
  }
  const actor = pentest?.actors.find(({ name }) => name === text);
  if (actor) {
    const principal = principalOf({ subject: actor.name, tenant: actor.tenant, roles: actor.roles });
    return { assumed: { principal }, note: 'its subject is taken to be the name of the actor; sub=... says another' };
  }
  if (roles.includes(text)) {
    const note = 'a role alone has no subject and no tenant: it owns nothing';
    return { assumed: { principal: principalOf({ roles: [text] }) }, note };
  }
  const names = ['anonymous', ...(pentest?.actors ?? []).map(({ name }) => name), ...roles];
  throw new PortcullisError('NOT_FOUND', `--as: there is no actor and no role "${text}"`, {
    expected: 'an actor of `pentest.actors`, a role, anonymous, or sub=...,roles=...,scopes=...,tenant=...',
    hint: didYouMean(text, names),
  });
}
