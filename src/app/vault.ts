import fs from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import type { EventKind } from '../core/events.js';
import { uuidv7 } from '../core/ids.js';
import type { Store } from '../store/store.js';
import { finishRotation, pendingKeys, retireDataKeys } from '../vault/rotation.js';
import type { App } from './app.js';
import { tellGateway } from './keys.js';
import { secretCell } from './sealed-documents.js';

const namePattern = /^[A-Za-z][\w.-]{0,63}$/;
const mostBytes = 65_536;

/** A secret's name and age; never its value. */
export interface SecretAge {
  readonly name: string;
  readonly createdAt: number;
  readonly changedAt: number;
}

const standardInput = 0;

/** A secret from a file, or from standard input; one line end at the end belongs to the file. Throws FILE_UNREADABLE. */
export function readSecret({ cwd }: App, file: string | undefined): string {
  try {
    return fs.readFileSync(file === undefined ? standardInput : path.resolve(cwd, file), 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    const what = file === undefined ? 'Standard input' : file;
    throw new PortcullisError('FILE_UNREADABLE', `${what} cannot be read`, { cause });
  }
}

async function log(store: Store, kind: EventKind, detail: Readonly<Record<string, unknown>>): Promise<void> {
  const by = userInfo().username;
  const facts = { id: uuidv7(), time: Date.now(), kind, outcome: 'info', severity: 'info' } as const;
  await store.events.insert([{ ...facts, detail: { ...detail, by } }]);
}

/** Adds or replaces a secret for `${vault:NAME}`; a running gateway takes it at once. Throws `USAGE`. */
export async function setSecret(app: App, name: string, secret: string): Promise<void> {
  if (!namePattern.test(name)) {
    throw new PortcullisError('USAGE', 'A secret cannot have this name', {
      expected: 'up to 64 letters, digits, dots, hyphens and underscores, a letter first',
    });
  }
  if (secret === '' || Buffer.byteLength(secret) > mostBytes) {
    throw new PortcullisError('USAGE', `The secret ${name} is ${secret === '' ? 'empty' : 'longer than 64 kB'}`);
  }
  const store = await app.store();
  await store.vault.secrets.put(name, await store.opener.seal(secretCell(name), secret));
  await log(store, 'admin_action', { action: 'secret_set', name });
  await tellGateway(app);
}

export async function listSecrets(app: App): Promise<readonly SecretAge[]> {
  const secrets = await (await app.store({ readOnly: true })).vault.secrets.list();
  return secrets.map(({ name, createdAt, changedAt }) => ({ name, createdAt, changedAt }));
}

/** Throws `NOT_FOUND`. A policy that still names it is refused at its next reading. */
export async function removeSecret(app: App, name: string): Promise<void> {
  const store = await app.store();
  if (!(await store.vault.secrets.remove(name))) {
    throw new PortcullisError('NOT_FOUND', `There is no secret ${name} in the vault`, {
      hint: 'portcullis vault list shows them',
    });
  }
  await log(store, 'admin_action', { action: 'secret_removed', name });
  await tellGateway(app);
}

export interface KeyRotation {
  /** Where the key of the vault is now. */
  readonly source: string;
  /** Where it was; needed only for older backups. */
  readonly before?: string;
  /** Data keys that were wrapped anew. */
  readonly rewrapped: number;
}

/**
 * Wraps every data key with another key of the vault: at `to`, or a new file beside the old one. What is sealed is not
 * touched. May be interrupted: until all are wrapped anew both keys are named in `vault.json`, and it goes on from there.
 */
export async function rotateVaultKey(app: App, to: string | undefined): Promise<KeyRotation> {
  const store = await app.store();
  const { sources, ring } = store.opener;
  await store.opener.peppers(); // a store without any key has nothing to rotate from
  const before = sources.list();
  const isService = /^(?:aws-kms|transit):/.test(before[0]!);
  const interrupted = before.length > 1 && to === undefined;
  const next = to ?? (interrupted || isService ? before[0]! : sources.createNext());
  sources.open(next);
  if (next !== before[0]) sources.write([next, ...before.filter((source) => source !== next)]);
  const rewrapped = await ring.rewrapAll();
  if (sources.list().length > 1) sources.write([next]);
  const old = before.findLast((source) => source !== next);
  await store.audit.append({ kind: 'vault_key_rotated', detail: { source: next, rewrapped } });
  await log(store, 'admin_action', { action: 'vault_key_rotated', source: next, rewrapped });
  return { source: next, rewrapped, ...(old === undefined ? {} : { before: old }) };
}

export interface DataKeyRotation {
  /** Keys that seal nothing from now on; 0 when an interrupted rotation was finished. */
  readonly retired: number;
  readonly rows: number;
  readonly destroyed: number;
  readonly resumed: boolean;
}

/** New data keys: every cell is sealed anew while the gateway runs, then the old keys are destroyed. */
export async function rotateDataKeys(
  app: App,
  { graceMillis }: { readonly graceMillis?: number } = {},
): Promise<DataKeyRotation> {
  const store = await app.store();
  const parts = {
    vault: store.opener,
    store: store.vault,
    reseal: store.reseal,
    signal: app.signal,
    ...(graceMillis === undefined ? {} : { graceMillis }),
  };
  const resumed = (await pendingKeys(parts)).length > 0;
  const retired = resumed ? 0 : await retireDataKeys(parts);
  const { rows, keys } = await finishRotation(parts);
  await log(store, 'admin_action', { action: 'data_keys_rotated', rows, destroyed: keys });
  return { retired, rows, destroyed: keys, resumed };
}

export interface Erasure {
  /** Data keys of the person that were destroyed. */
  readonly keys: number;
  /** API keys of the person, revoked. */
  readonly revoked: readonly string[];
}

/**
 * Erases a person: revokes their API keys and destroys the data keys that sealed what is theirs. Logs stay as they are,
 * and verify; what they held of the person cannot be read. Throws `NOT_FOUND` when nothing of them is here.
 */
export async function eraseSubject(app: App, subject: string): Promise<Erasure> {
  const store = await app.store();
  const keys = (await store.keys.list()).filter((key) => key.subject === subject);
  const revoked = keys.filter(({ revokedAt }) => revokedAt === undefined).map(({ id }) => id);
  for (const id of revoked) await store.keys.revoke(id);
  const destroyed = await store.opener.erase(subject);
  const things = await store.learnedOwners.forgetPerson(subject);
  if (destroyed + keys.length + things === 0) {
    throw new PortcullisError('NOT_FOUND', 'Nothing in the store is sealed for this subject', {
      hint: 'the subject is written as in the key or token: the same letters',
    });
  }
  // The name of the person is what must go: the record has the ids of their keys.
  await log(store, 'admin_action', { action: 'subject_erased', dataKeys: destroyed, keys: revoked });
  await tellGateway(app);
  return { keys: destroyed, revoked };
}
