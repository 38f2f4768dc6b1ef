import { formatError, PortcullisError } from '../core/errors.js';
import type { EventKind } from '../core/events.js';
import { uuidv7 } from '../core/ids.js';
import { mintKey } from '../identity/mint-key.js';
import type { KeyRecord, Store } from '../store/store.js';
import { reloadGateway } from './gateway-state.js';
import { currentActor } from './actor.js';
import type { App } from './app.js';

/** Who a new key stands for. */
export interface KeyRequest {
  readonly name: string;
  readonly subject?: string | undefined;
  readonly tenant?: string | undefined;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly expiresAt?: number | undefined;
}

/** A new key: its text is nowhere but here. */
export interface NewKey {
  readonly key: string;
  readonly record: KeyRecord;
}

/** What of a key does not depend on its text. */
type KeyFacts = Omit<KeyRecord, 'id' | 'prefix' | 'digest' | 'pepperVersion' | 'createdAt'>;

async function makeKey(app: App, facts: KeyFacts): Promise<NewKey> {
  const peppers = await (await app.store()).opener.peppers();
  const { id, key, digest } = mintKey(peppers.get(peppers.current)!);
  const prefix = key.slice(0, key.indexOf('.'));
  const createdAt = app.now().getTime();
  return { key, record: { ...facts, id, prefix, digest, pepperVersion: peppers.current, createdAt } };
}

async function log(store: Store, kind: EventKind, { id, name, roles }: KeyRecord): Promise<void> {
  const detail = { key: id, name, roles, by: currentActor() };
  await store.events.insert([
    { id: uuidv7(), time: Date.now(), kind, outcome: 'info', severity: 'info', credentialId: id, detail },
  ]);
}

export async function createKey(app: App, request: KeyRequest): Promise<NewKey> {
  const { name, roles, scopes, subject, tenant, expiresAt } = request;
  const store = await app.store();
  const optional = {
    ...(subject === undefined ? {} : { subject }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  const made = await makeKey(app, { name, roles, scopes, ...optional });
  await store.keys.create(made.record);
  await log(store, 'key_created', made.record);
  return made;
}

/** The old key goes on for the overlap, so that clients can be changed without an outage. Throws `NOT_FOUND`. */
export async function rotateKey(app: App, id: string, overlapSeconds: number): Promise<NewKey> {
  const store = await app.store();
  const old = await store.keys.find(id);
  if (!old)
    throw new PortcullisError('NOT_FOUND', `There is no key ${id}`, { hint: 'portcullis keys list shows them' });
  const { revokedAt: _revoked, replacedBy: _replaced, lastUsedAt: _used, ...facts } = old;
  const made = await makeKey(app, facts);
  await store.keys.rotate(id, made.record, { overlapSeconds });
  await log(store, 'key_created', made.record);
  await tellGateway(app);
  return made;
}

/** The running gateway refuses the key from the moment this resolves. */
export async function revokeKey(app: App, id: string): Promise<KeyRecord> {
  const store = await app.store();
  const record = await store.keys.revoke(id);
  await log(store, 'key_revoked', record);
  await tellGateway(app);
  return record;
}

/** Keys are read again even where the gateway refuses the policy: that is worth a word, but the key is done. */
export async function tellGateway(app: App): Promise<void> {
  try {
    await reloadGateway(app.dataDir);
  } catch (error) {
    if (!(error instanceof PortcullisError) || error.code !== 'POLICY_INVALID') throw error;
    app.say(`warning: ${formatError(error)}`);
  }
}
