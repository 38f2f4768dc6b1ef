import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import type { EventSink } from '../core/events.js';
import { createGateway, type Gateway, type GatewayOptions } from '../gateway/gateway.js';
import { memoryLimiter } from '../gateway/limiter.js';
import type { MetricFamily } from '../gateway/metrics.js';
import type { UpstreamTls } from '../gateway/upstream-tls.js';
import { createVerifiers } from '../identity/authenticator.js';
import type { KeyRecord, KeyStore } from '../identity/api-key.js';
import type { SchemeVerifier } from '../identity/verifier.js';
import type { ApiModel, ListenPolicy, Project } from '../model/types.js';
import { resolveSecret } from '../model/secrets.js';
import { openStore } from '../store/open-store.js';
import type { Store } from '../store/store.js';
import { loadPeppers } from '../vault/pepper.js';
import { openCallCounters, type CallCountersParts } from './call-counters.js';
import { Listeners, readPem } from './listeners.js';
import { shareLimiter } from './share-limiter.js';
import { serveAuthorizers } from './serve-authorizers.js';
import type { WorkerConfig } from './worker-protocol.js';

const clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** A gateway on its addresses. */
export interface Serving {
  readonly urls: readonly string[];
  /** Verifiers and guards are made anew, so a changed key or policy holds once it is activated. Throws when it cannot. */
  prepare(project: Project): Prepared;
  metrics(): readonly MetricFamily[];
  close(): Promise<void>;
}

/** A project that is compiled and not served yet. */
export interface Prepared {
  activate(): void;
  drop(): void;
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

function countersParts({ workers = 1 }: GatewayConfig, baseDir: string, sink: EventSink): CallCountersParts {
  const local = memoryLimiter({ now: clock.monotonic, wallClock: clock.now });
  const secrets = { env: process.env, baseDir, read: (file: string) => fs.readFileSync(file, 'utf8') };
  return {
    local,
    alone: shareLimiter(local, workers),
    workers,
    sink,
    secretOf: (text) => resolveSecret(text, secrets),
  };
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

/** What `upstream.tls` names, read. */
function upstreamTlsOf({ name, upstream }: ApiModel, baseDir: string): UpstreamTls | undefined {
  const tls = upstream?.tls;
  if (!tls) return undefined;
  if (tls.verify === false) {
    const text = `apis.${name}.upstream.tls.verify is false: whoever sits between gateway and API can read and change all`;
    process.emitWarning(text, { code: 'PORTCULLIS_UPSTREAM_NOT_VERIFIED' });
  }
  const { ca, certificate, key, ...rest } = tls;
  const read = (file: string, setting: string) => readPem(file, `apis.${name}.upstream.tls.${setting}`, baseDir);
  return {
    ...rest,
    ...(ca === undefined ? {} : { ca: read(ca, 'ca') }),
    ...(certificate === undefined ? {} : { certificate: read(certificate, 'certificate') }),
    ...(key === undefined ? {} : { key: read(key, 'key') }),
  };
}

/** A gateway with its verifiers, on no address yet. */
export interface OpenGateway extends Omit<Serving, 'urls'> {
  readonly gateway: Gateway;
  /** The store of the call counters was asked once. */
  readonly ready: Promise<void>;
}

type GatewayConfig = Pick<WorkerConfig, 'policyFile' | 'keysDir' | 'allowPlainText' | 'workers'> &
  Pick<GatewayOptions, 'guards'>;

/** Makes the gateway of a project. Throws `PortcullisError` when the project cannot be served. */
export function openGateway(project: Project, config: GatewayConfig, sink: EventSink): OpenGateway {
  const baseDir = path.dirname(config.policyFile);
  const keys = new Keys(config.keysDir);
  let verifiers = makeVerifiers(project, baseDir, keys);
  const counters = openCallCounters(project.limits, countersParts(config, baseDir, sink));
  const gateway = createGateway({
    project,
    sink,
    allowPlainText: config.allowPlainText,
    identity: { verifierOf: (model, { scheme }) => verifiers.get(model)?.get(scheme) },
    upstreamTls: (model) => upstreamTlsOf(model, baseDir),
    limiter: counters.limiter,
    ...(config.guards ? { guards: config.guards } : {}),
  });
  void gateway.warm();
  return {
    gateway,
    ready: counters.ready,
    prepare(next) {
      counters.check(next.limits);
      const before = verifiers;
      const made = makeVerifiers(next, baseDir, keys);
      // Both generations answer until the swap: a request that is under way keeps its verifiers.
      verifiers = new Map([...before, ...made]);
      const drop = (): void => {
        verifiers = before;
        closeVerifiers(made);
      };
      try {
        const swap = gateway.prepare(next);
        return {
          activate() {
            swap();
            counters.change(next.limits);
            verifiers = made;
            closeVerifiers(before);
            void gateway.warm();
          },
          drop,
        };
      } catch (error) {
        drop();
        throw error;
      }
    },
    metrics: () => gateway.metrics(),
    async close() {
      await gateway.close();
      counters.close();
      closeVerifiers(verifiers);
      await keys.close();
    },
  };
}

/** Starts the gateway of a project on the policy's addresses, or on those of `config.listen`. */
export async function serve(project: Project, config: WorkerConfig, sink: EventSink): Promise<Serving> {
  const own = openGateway(project, config, sink);
  await own.ready;
  const listeners = new Listeners(own.gateway, project, sink);
  const listen: readonly ListenPolicy[] =
    config.listen?.map(({ host, port }) => ({ host, port, tls: undefined, node: undefined })) ?? project.listen;
  const authorizers = await serveAuthorizers(listen, {
    project,
    allowPlainText: config.allowPlainText,
    open: (guards) => openGateway(project, { ...config, guards }, sink),
  });
  const urls = await listeners.open(listen.filter(({ authorizer }) => !authorizer));
  return {
    urls: [...urls, ...authorizers.map(({ url }) => url)],
    prepare(next) {
      const changes = prepareAll([own, ...authorizers.map((authorizer) => authorizer.own)], next);
      return {
        activate() {
          for (const change of changes) change.activate();
          listeners.renew(next);
        },
        drop() {
          for (const change of changes) change.drop();
        },
      };
    },
    metrics: () => own.metrics(),
    async close() {
      listeners.close();
      await Promise.all([own, ...authorizers].map((one) => one.close()));
    },
  };
}

/** All of them or none. */
function prepareAll(all: readonly Pick<Serving, 'prepare'>[], next: Project): readonly Prepared[] {
  const changes: Prepared[] = [];
  try {
    for (const one of all) changes.push(one.prepare(next));
    return changes;
  } catch (error) {
    for (const change of changes) change.drop();
    throw error;
  }
}
