import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { personKey } from '../core/person-token.js';
import type { EventSink } from '../core/events.js';
import { createGateway, type Gateway, type GatewayOptions } from '../gateway/gateway.js';
import { memoryLimiter } from '../gateway/limiter.js';
import type { MetricFamily } from '../gateway/metrics.js';
import type { UpstreamTls } from '../gateway/upstream-tls.js';
import { createVerifiers } from '../identity/authenticator.js';
import type { KeyRecord, KeyStore } from '../identity/api-key.js';
import { makeReplayMemory, proofLimits, type ReplayGuard } from '../identity/replay-memory.js';
import type { SchemeVerifier } from '../identity/verifier.js';
import type { ApiModel, ListenPolicy, Project } from '../model/types.js';
import { resolveSecret, type SecretSources } from '../model/secrets.js';
import type { Store } from '../store/store.js';
import { countedProofs } from './counted-proofs.js';
import { BlockPoll } from './block-poll.js';
import { VendorPoll } from './vendor-poll.js';
import { Webhooks } from './webhooks.js';
import { openCallCounters, type CallCountersParts } from './call-counters.js';
import type { WorkerHealth } from './health.js';
import { Listeners, readPem } from './listeners.js';
import { OpenVault } from './open-vault.js';
import { Otlp } from './otlp.js';
import type { SharedMemory } from './shared-memory.js';
import { shareLimiter } from './share-limiter.js';
import { serveAuthorizers } from './serve-authorizers.js';
import { storePlace, type StorePlace } from './store-place.js';
import type { WorkerConfig } from './worker-protocol.js';

const clock = { now: () => Date.now(), monotonic: () => performance.now() };

/** A gateway on its addresses. */
export interface Serving {
  readonly urls: readonly string[];
  /**
   * Verifiers and guards are made anew and new addresses opened, so a changed key or policy holds once it is
   * activated. Throws when it cannot.
   */
  prepare(project: Project): Promise<PreparedServing>;
  metrics(): readonly MetricFamily[];
  health(): Omit<WorkerHealth, 'digest'>;
  close(): Promise<void>;
}

/** The same as `Prepared`, with addresses: resolves to them. */
export interface PreparedServing {
  activate(): Promise<readonly string[]>;
  drop(): void;
}

/** A project that is compiled and not served yet. */
export interface Prepared {
  activate(): void;
  drop(): void;
}

/** API keys are looked up in the store, which is there when the first scheme needs it. */
class Keys {
  readonly #vault: OpenVault;
  #revision = 0;
  #poll: NodeJS.Timeout | undefined;

  constructor(vault: OpenVault) {
    this.#vault = vault;
  }

  get vault(): OpenVault {
    return this.#vault;
  }

  deps(): { store: KeyStore; pepper: Uint8Array } {
    const { keys } = this.#vault.store;
    // Another process may revoke a key: what is remembered of it ends within a second.
    this.#poll ??= setInterval(() => void this.#look(keys), 500).unref();
    return {
      pepper: this.#vault.pepper,
      store: { find: async (id) => toIdentity(await keys.find(id)), revision: () => this.#revision },
    };
  }

  async #look(keys: Store['keys']): Promise<void> {
    // A store that cannot be read now is read again at the next look.
    this.#revision = await keys.revision().catch(() => this.#revision);
  }

  close(): void {
    clearInterval(this.#poll);
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

function countersParts({ workers = 1, vault }: GatewayConfig, baseDir: string, sink: EventSink): CallCountersParts {
  const local = memoryLimiter({ now: clock.monotonic, wallClock: clock.now });
  const secrets = secretSources(baseDir, vault);
  return {
    local,
    alone: shareLimiter(local, workers),
    workers,
    sink,
    secretOf: (text) => resolveSecret(text, secrets),
  };
}

/** Where `${env:}`, `${file:}` and `${vault:}` of the policy are read. */
function secretSources(baseDir: string, { secretOf }: OpenVault): SecretSources {
  return { env: process.env, baseDir, read: (file) => fs.readFileSync(file, 'utf8'), vault: secretOf };
}

interface VerifierParts {
  readonly baseDir: string;
  readonly keys: Keys;
  readonly replays: ReplayGuard;
}

function makeVerifiers(project: Project, { baseDir, keys, replays }: VerifierParts): Verifiers {
  const secrets = secretSources(baseDir, keys.vault);
  const deps = {
    clock,
    readFile: (file: string) => fs.promises.readFile(path.resolve(baseDir, file), 'utf8'),
    readFileNow: (file: string) => readNow(path.resolve(baseDir, file)),
    secretOf: (reference: string) => resolveSecret(reference, secrets),
    replays,
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
export interface OpenGateway {
  readonly gateway: Gateway;
  prepare(project: Project): Prepared;
  metrics(): readonly MetricFamily[];
  close(): Promise<void>;
  /** The store of the call counters was asked once. */
  readonly ready: Promise<void>;
}

type GatewayConfig = { readonly vault: OpenVault } & Pick<
  WorkerConfig,
  'policyFile' | 'allowPlainText' | 'workers' | 'untraced'
> &
  Pick<GatewayOptions, 'guards' | 'learned' | 'onPerson'> & { readonly shared?: SharedMemory | undefined };

/** Makes the gateway of a project. Throws `PortcullisError` when the project cannot be served. */
export function openGateway(project: Project, config: GatewayConfig, sink: EventSink): OpenGateway {
  const baseDir = path.dirname(config.policyFile);
  const keys = new Keys(config.vault);
  const counters = openCallCounters(project.limits, countersParts(config, baseDir, sink));
  const remembered = config.shared?.proofs ?? makeReplayMemory(proofLimits, clock.now);
  const replays = countedProofs(remembered, counters.limiter, () => gateway.project.limits.store === 'redis');
  const parts: VerifierParts = { baseDir, keys, replays };
  let verifiers = makeVerifiers(project, parts);
  const secrets = secretSources(baseDir, config.vault);
  const otlpOf = (of: Project) => (config.untraced ? undefined : of.otlp);
  const otlp = new Otlp(otlpOf(project), {
    env: config.untraced ? {} : process.env,
    secretOf: (text) => resolveSecret(text, secrets),
    metrics: () => gateway.metrics(),
  });
  const blockPoll = new BlockPoll(() => config.vault.storeIfAny?.detections);
  const webhooks = new Webhooks(project, {
    sink,
    secretOf: (text) => resolveSecret(text, secrets),
    counters: counters.limiter,
    proofs: config.shared?.proofs,
    isShared: () => gateway.project.limits.store === 'redis',
    isBlocked: (vendor) => vendorPoll.isBlocked(vendor),
  });
  const vendorPoll = new VendorPoll(
    () => config.vault.storeIfAny?.vendors,
    () => webhooks.namesVendors,
  );
  const gateway = createGateway({
    project,
    sink,
    blocks: blockPoll.blocks,
    webhooks,
    eventKey: createHmac('sha256', config.vault.pepper).update('names in events').digest(),
    personKey: personKey(config.vault.pepper),
    spans: () => otlp.spans,
    allowPlainText: config.allowPlainText,
    identity: { verifierOf: (model, { scheme }) => verifiers.get(model)?.get(scheme) },
    upstreamTls: (model) => upstreamTlsOf(model, baseDir),
    limiter: counters.limiter,
    ...(config.shared ? { leases: config.shared } : {}),
    ...(config.learned ? { learned: config.learned } : {}),
    ...(config.onPerson ? { onPerson: config.onPerson } : {}),
    ...(config.guards ? { guards: config.guards } : {}),
  });
  void gateway.warm();
  return {
    gateway,
    ready: counters.ready,
    prepare(next) {
      counters.check(next.limits);
      otlp.check(otlpOf(next));
      const hooks = webhooks.prepare(next);
      const before = verifiers;
      const made = makeVerifiers(next, parts);
      // Both generations answer until the swap: a request that is under way keeps its verifiers.
      verifiers = new Map([...before, ...made]);
      const drop = (): void => {
        hooks.drop();
        verifiers = before;
        closeVerifiers(made);
      };
      try {
        const swap = gateway.prepare(next);
        return {
          activate() {
            swap();
            counters.change(next.limits);
            otlp.change(otlpOf(next));
            verifiers = made;
            hooks.activate();
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
    metrics: () => [...gateway.metrics(), ...otlp.families()],
    async close() {
      blockPoll.close();
      vendorPoll.close();
      await gateway.close();
      await otlp.close();
      counters.close();
      closeVerifiers(verifiers);
      keys.close();
    },
  };
}

function authorizersOf(listen: readonly ListenPolicy[]): string {
  return JSON.stringify(listen.flatMap(({ node: _node, ...one }) => (one.authorizer ? [one] : [])));
}

function authorizersChanged(): PortcullisError {
  return new PortcullisError('POLICY_INVALID', 'Addresses of kind authorizer cannot change while the gateway runs', {
    hint: 'restart it with this policy',
  });
}

/** Where a worker finds keys, secrets and owners. */
export function keysPlace({ keysDir, policyFile, store }: WorkerConfig): StorePlace {
  return storePlace({ dataDir: keysDir, policyFile, env: process.env, section: store });
}

/** Starts the gateway of a project on the policy's addresses, or on those of `config.listen`. */
export async function serve(
  project: Project,
  config: WorkerConfig & Pick<GatewayOptions, 'learned' | 'onPerson'> & { readonly shared?: SharedMemory | undefined },
  sink: EventSink,
): Promise<Serving> {
  const vault = await OpenVault.open(keysPlace(config));
  const own = openGateway(project, { ...config, vault }, sink);
  await own.ready;
  const listeners = new Listeners(own.gateway, project, sink);
  const listenOf = (of: Project): readonly ListenPolicy[] =>
    config.listen?.map(({ host, port }) => ({ host, port, tls: undefined, node: undefined })) ?? of.listen;
  const listen = listenOf(project);
  const proxies = (all: readonly ListenPolicy[]) => all.filter(({ authorizer }) => !authorizer);
  const authorizers = await serveAuthorizers(listen, {
    project,
    allowPlainText: config.allowPlainText,
    open: (guards) => own.gateway.beside(guards),
  });
  const urls = await listeners.open(proxies(listen));
  return {
    urls: [...urls, ...authorizers.map(({ url }) => url)],
    async prepare(next) {
      if (authorizersOf(listenOf(next)) !== authorizersOf(listen)) throw authorizersChanged();
      await vault.refresh();
      const change = own.prepare(next);
      try {
        const addresses = await listeners.prepare(proxies(listenOf(next)), next);
        return {
          async activate() {
            change.activate();
            return [...(await addresses.activate()), ...authorizers.map(({ url }) => url)];
          },
          drop() {
            addresses.drop();
            change.drop();
          },
        };
      } catch (error) {
        change.drop();
        throw error;
      }
    },
    metrics: () => own.metrics(),
    health: () => ({
      certificates: listeners.certificates,
      upstreams: own.gateway.upstreamStates,
      lostEvents: own.gateway.stats.lostEvents,
    }),
    async close() {
      listeners.close();
      await Promise.all(authorizers.map((authorizer) => authorizer.close()));
      await own.close();
      await vault.close();
    },
  };
}
