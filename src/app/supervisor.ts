import cluster from 'node:cluster';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import type { MetricFamily } from '../gateway/metrics.js';
import type { OwnerChange } from '../store/learned-owner.js';
import type { WorkerHealth } from './health.js';
import type { NamedPerson } from './person-names.js';
import { SharedKeeper } from './shared-memory.js';
import { packageRoot } from './version.js';
import { WorkerSlot } from './worker-slot.js';
import { workerError, type Activated, type ReadyMessage, type WorkerConfig } from './worker-protocol.js';

/** The worker's program. */
export const workerProgram = path.join(packageRoot, 'dist', 'worker.mjs');

export interface SupervisorOptions {
  /** Of the first worker; the names of the others are numbered after its own. */
  readonly config: WorkerConfig;
  readonly say: (text: string) => void;
  /** A new worker serves in the place of one that ended. */
  readonly onRestart: (ready: ReadyMessage) => void;
  /** Keeps who made which thing; rejects when it cannot. */
  readonly keepOwners?: (changes: readonly OwnerChange[]) => Promise<void>;
  /** Keeps names of persons. */
  readonly keepPersons?: (persons: readonly NamedPerson[]) => void;
}

/** Keeps the workers alive, and makes all of them take a new policy or none. */
export class Supervisor {
  readonly #slots: readonly WorkerSlot[];
  #config: WorkerConfig;

  constructor(options: SupervisorOptions) {
    this.#config = options.config;
    // Workers accept by themselves: a connection handed to one that is dying would hang until its client gives up.
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    const shared = new SharedKeeper();
    // Maps and sets travel as they are.
    cluster.setupPrimary({ exec: workerProgram, args: [], serialization: 'advanced' });
    this.#slots = Array.from({ length: options.config.workers ?? 1 }, (_, i) => {
      const config = (): WorkerConfig => ({ ...this.#config, name: `w${i + 1}` });
      const { say, onRestart, keepOwners, keepPersons } = options;
      return new WorkerSlot({ config, say, onRestart, keepOwners, keepPersons, shared });
    });
  }

  /** False while none serves. */
  get isServing(): boolean {
    return this.serving > 0;
  }

  get serving(): number {
    return this.#serving().length;
  }

  get wanted(): number {
    return this.#slots.length;
  }

  #serving(): readonly WorkerSlot[] {
    return this.#slots.filter(({ isServing }) => isServing);
  }

  /** Resolves when all serve; throws the first one's error when it cannot. */
  async start(): Promise<ReadyMessage> {
    this.#config = await withPorts(this.#config);
    const [first, ...others] = this.#slots;
    // One alone first: what is wrong with the policy is then said once.
    const ready = await first!.start();
    this.#config = { ...this.#config, policyDigest: ready.digest };
    await Promise.all(others.map((slot) => slot.start()));
    return ready;
  }

  /** Resolves to what is served; throws when a worker refused, and then the policy before it stays. */
  async reload(): Promise<Activated> {
    // One that is just being started would serve the policy before.
    await Promise.all(this.#slots.map((slot) => slot.settled()));
    const slots = this.#serving();
    const replies = await Promise.all(slots.map((slot) => slot.ask('prepare')));
    const refusal = replies.find(({ type }) => type === 'failed');
    if (refusal) {
      await this.renew();
      throw workerError(refusal);
    }
    const [reply] = await Promise.all(slots.map((slot) => slot.ask('activate')));
    if (reply?.type === 'activated') {
      this.#config = { ...this.#config, policyDigest: reply.digest };
      return reply;
    }
    throw workerError(reply!);
  }

  /** The policy stays; keys and secrets are read again. */
  async renew(): Promise<void> {
    await Promise.all(this.#serving().map((slot) => slot.ask('drop')));
  }

  /** Those of a worker that ends meanwhile are left out. */
  async metrics(): Promise<readonly (readonly MetricFamily[])[]> {
    const replies = await Promise.allSettled(this.#serving().map((slot) => slot.ask('metrics')));
    return replies.flatMap((reply) =>
      reply.status === 'fulfilled' && reply.value.type === 'metrics' ? [reply.value.families] : [],
    );
  }

  /** Of the workers that serve and answer. */
  async health(): Promise<readonly WorkerHealth[]> {
    const replies = await Promise.allSettled(this.#serving().map((slot) => slot.ask('health')));
    return replies.flatMap((reply) =>
      reply.status === 'fulfilled' && reply.value.type === 'health' ? [reply.value.health] : [],
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => slot.stop()));
  }
}

/** Every worker, those to come too, has the same ports: one that the system shall choose is chosen here. */
async function withPorts(config: WorkerConfig): Promise<WorkerConfig> {
  if (!config.listen) return config;
  const listen = config.listen.map(async ({ host, port }) => ({
    host,
    port: port === 0 ? await freePort(host) : port,
  }));
  return { ...config, listen: await Promise.all(listen) };
}

async function freePort(host: string): Promise<number> {
  const server = net.createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
