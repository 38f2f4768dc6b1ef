import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import type { EventSink } from '../core/events.js';
import { createGateway, type Gateway } from '../gateway/gateway.js';
import { createVerifiers } from '../identity/authenticator.js';
import type { KeyRecord, KeyStore } from '../identity/api-key.js';
import type { TlsFiles } from '../gateway/tls.js';
import type { SchemeVerifier } from '../identity/verifier.js';
import type { ApiModel, ListenPolicy, Project } from '../model/types.js';
import { resolveSecret } from '../model/secrets.js';
import { openStore } from '../store/open-store.js';
import type { Store } from '../store/store.js';
import { loadPeppers } from '../vault/pepper.js';
import { clientCertificates } from './client-certificates.js';
import type { WorkerConfig } from './worker-protocol.js';

const clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** A gateway on its addresses. */
export interface Serving {
  readonly urls: readonly string[];
  /** Verifiers and guards are made anew, so a changed key or policy holds from now on. */
  reload(project: Project): void;
  close(): Promise<void>;
}

/** API keys are looked up in the store, which is opened when the first scheme needs it. */
class Keys {
  readonly #dataDir: string;
  #store: Store | undefined;
  #revision = 0;
  #poll: NodeJS.Timeout | undefined;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  deps(): { store: KeyStore; pepper: Uint8Array } {
    this.#store ??= openStore(this.#dataDir, { readOnly: true });
    const { keys } = this.#store;
    // Another process may revoke a key: what is remembered of it ends within a second.
    this.#poll ??= setInterval(() => void this.#look(keys), 500).unref();
    const peppers = loadPeppers(this.#dataDir);
    return {
      pepper: peppers.get(peppers.current)!,
      store: { find: async (id) => toIdentity(await keys.find(id)), revision: () => this.#revision },
    };
  }

  async #look(keys: Store['keys']): Promise<void> {
    // A store that cannot be read now is read again at the next look.
    this.#revision = await keys.revision().catch(() => this.#revision);
  }

  async close(): Promise<void> {
    clearInterval(this.#poll);
    await this.#store?.close();
  }
}

function toIdentity(record: Awaited<ReturnType<Store['keys']['find']>>): KeyRecord | undefined {
  if (!record) return undefined;
  const { id, digest, subject, tenant, roles, scopes, claims, expiresAt, revokedAt } = record;
  return {
    id,
    digest,
    subject,
    tenant,
    roles,
    scopes,
    ...(claims === undefined ? {} : { claims }),
    expiresAt: expiresAt === undefined ? undefined : Math.floor(expiresAt / 1000),
    revoked: revokedAt !== undefined && revokedAt <= Date.now(),
  };
}

type Verifiers = ReadonlyMap<ApiModel, ReadonlyMap<string, SchemeVerifier>>;

/** Text of a file that the policy names. Throws FILE_UNREADABLE. */
function readNow(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (cause) {
    throw new PortcullisError('FILE_UNREADABLE', `${file} cannot be read`, { cause });
  }
}

function makeVerifiers(project: Project, baseDir: string, keys: Keys): Verifiers {
  const secrets = { env: process.env, baseDir, read: (file: string) => fs.readFileSync(file, 'utf8') };
  const deps = {
    clock,
    readFile: (file: string) => fs.promises.readFile(path.resolve(baseDir, file), 'utf8'),
    readFileNow: (file: string) => readNow(path.resolve(baseDir, file)),
    secretOf: (reference: string) => resolveSecret(reference, secrets),
  };
  return new Map(
    project.apis.map((model) => {
      const needsKeys = [...model.schemes.values()].some(({ kind }) => kind === 'apiKeys');
      return [model, createVerifiers(model, { ...deps, ...(needsKeys ? { apiKeys: keys.deps() } : {}) })];
    }),
  );
}

function closeVerifiers(verifiers: Verifiers): void {
  for (const byScheme of verifiers.values()) for (const verifier of byScheme.values()) verifier.close();
}

/** PEM texts of a TLS listener; its files are relative to the policy's folder. */
function tlsFiles(tls: NonNullable<ListenPolicy['tls']>, baseDir: string, project: Project): TlsFiles {
  const read = (file: string, flag: string) => {
    try {
      return fs.readFileSync(path.resolve(baseDir, file), 'utf8');
    } catch (cause) {
      throw new PortcullisError('FILE_UNREADABLE', `listen.tls.${flag}: ${file} cannot be read`, { cause });
    }
  };
  return {
    certificate: read(tls.certificate, 'certificate'),
    key: read(tls.key, 'key'),
    minVersion: tls.minVersion === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2',
    ...clientCertificates(project, tls.clientCa === undefined ? undefined : read(tls.clientCa, 'clientCa'), readNow),
  };
}

async function listenAll(
  gateway: Gateway,
  listen: readonly ListenPolicy[],
  { baseDir, project }: { readonly baseDir: string; readonly project: Project },
): Promise<readonly string[]> {
  const urls: string[] = [];
  for (const { host, port, tls, http2, trustedProxies } of listen) {
    const listening = await gateway.listen(host, port, {
      tls: tls && tlsFiles(tls, baseDir, project),
      http2,
      trustedProxies,
    });
    urls.push(`${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${listening.port}`);
  }
  return urls;
}

/** Starts the gateway of a project on the policy's addresses, or on those of `config.listen`. */
export async function serve(project: Project, config: WorkerConfig, sink: EventSink): Promise<Serving> {
  const baseDir = path.dirname(config.policyFile);
  const keys = new Keys(config.keysDir);
  let verifiers = makeVerifiers(project, baseDir, keys);
  const gateway = createGateway({
    project,
    sink,
    allowPlainText: config.allowPlainText,
    identity: { verifierOf: (model, { scheme }) => verifiers.get(model)?.get(scheme) },
  });
  const listen = config.listen?.map(({ host, port }) => ({ host, port, tls: undefined, node: undefined }));
  const urls = await listenAll(gateway, listen ?? project.listen, { baseDir, project });
  void gateway.warm();
  return {
    urls,
    reload(next) {
      const before = verifiers;
      // Both generations answer for the time of the swap: a request that is under way keeps its verifiers.
      const made = makeVerifiers(next, baseDir, keys);
      verifiers = new Map([...before, ...made]);
      gateway.reload(next);
      verifiers = made;
      closeVerifiers(before);
      void gateway.warm();
    },
    async close() {
      await gateway.close();
      closeVerifiers(verifiers);
      await keys.close();
    },
  };
}
