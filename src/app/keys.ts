import { mintKey } from '../identity/mint-key.js';
import type { KeyRecord } from '../store/store.js';
import { loadPeppers } from '../vault/pepper.js';
import { reloadGateway } from './gateway-state.js';
import type { App } from './app.js';

/** Who a new key stands for. */
export interface KeyRequest {
  readonly name: string;
  readonly subject?: string | undefined;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly expiresAt?: number | undefined;
}

/** A new key: its text is nowhere but here. */
export interface NewKey {
  readonly key: string;
  readonly record: KeyRecord;
}

function makeKey(app: App, request: KeyRequest): NewKey {
  const peppers = loadPeppers(app.dataDir);
  const { id, key, digest } = mintKey(peppers.get(peppers.current)!);
  const { name, subject, roles, scopes, expiresAt } = request;
  return {
    key,
    record: {
      id,
      prefix: key.slice(0, key.indexOf('.')),
      digest,
      pepperVersion: peppers.current,
      name,
      roles,
      scopes,
      createdAt: app.now().getTime(),
      ...(subject === undefined ? {} : { subject }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    },
  };
}

export async function createKey(app: App, request: KeyRequest): Promise<NewKey> {
  const store = await app.store();
  const made = makeKey(app, request);
  await store.keys.create(made.record);
  return made;
}

/** The old key goes on for the overlap, so that clients can be changed without an outage. */
export async function rotateKey(app: App, id: string, overlapSeconds: number): Promise<NewKey> {
  const store = await app.store();
  const old = await store.keys.find(id);
  const made = makeKey(app, {
    name: old?.name ?? id,
    subject: old?.subject,
    roles: old?.roles ?? [],
    scopes: old?.scopes ?? [],
    expiresAt: old?.expiresAt,
  });
  await store.keys.rotate(id, made.record, { overlapSeconds });
  await reloadGateway(app.dataDir);
  return made;
}

/** The running gateway refuses the key from the moment this resolves. */
export async function revokeKey(app: App, id: string): Promise<KeyRecord> {
  const store = await app.store();
  const record = await store.keys.revoke(id);
  await reloadGateway(app.dataDir);
  return record;
}
