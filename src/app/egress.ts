import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import type { EventSink } from '../core/events.js';
import { uuidv7 } from '../core/ids.js';
import type { SeenCertificate } from '../egress/client.js';
import { EgressProxy } from '../egress/proxy.js';
import { Breaker } from '../gateway/breaker.js';
import { readPolicySettings } from '../model/policy-settings.js';
import { EgressGate } from './egress-gate.js';
import { egressSettings } from './egress-settings.js';
import type { SealedStore } from './sealed-store.js';
import { secretReader } from './secret-reader.js';

export interface EgressOptions {
  readonly policyFile: string;
  readonly store: SealedStore;
  readonly sink: EventSink;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** An egress proxy on its address. */
export interface Egress {
  readonly url: string;
  /** Reads policy, contracts and secrets again. What is wrong with them is thrown, and what was before stays. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the egress proxy of a policy. Throws what is wrong with its settings, and `ADDRESS_IN_USE`. */
export async function openEgress(options: EgressOptions): Promise<Egress> {
  const { policyFile, store, sink } = options;
  const load = async () => {
    const policy = readPolicySettings(policyFile);
    const secretOf = await secretReader({ store, baseDir: path.dirname(policyFile), env: options.env });
    return { policy, settings: await egressSettings(policy, secretOf) };
  };
  const { policy, settings } = await load();
  if (!policy.egressProxy) throw new PortcullisError('POLICY_INVALID', 'The policy has no egressProxy');
  // The gate looks before there is a proxy: then no tunnel is open.
  const tunnels: { end: (isBlocked: (vendor: string) => boolean) => void } = { end: () => undefined };
  const gate = await EgressGate.open(policy.vendors, {
    vendors: store.vendors,
    onLook: (isBlocked) => tunnels.end(isBlocked),
  });
  const certificates = new CertificateWatch(options);
  const proxy = new EgressProxy(settings, {
    gate,
    sink,
    makeBreaker: () => new Breaker({ now: () => performance.now() }),
    onCertificate: (seen) => certificates.saw(seen),
  });
  tunnels.end = (isBlocked) => proxy.endTunnels(isBlocked);
  const close = async (): Promise<void> => {
    await proxy.close();
    await gate.close();
    await certificates.close();
  };
  try {
    return {
      url: await proxy.listen(policy.egressProxy),
      async reload() {
        const next = await load();
        await gate.use(next.policy.vendors);
        proxy.use(next.settings);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Seen = SeenCertificate & { readonly vendor: string };

/** Tells when a third party shows another certificate than before, and whether its key is the same. */
class CertificateWatch {
  readonly #options: Pick<EgressOptions, 'store' | 'sink'>;
  readonly #known = new Map<string, string>();
  #queue: Promise<void> = Promise.resolve();

  constructor(options: Pick<EgressOptions, 'store' | 'sink'>) {
    this.#options = options;
  }

  saw(seen: Seen): void {
    const place = `${seen.vendor} ${seen.host}`;
    if (this.#known.get(place) === seen.fingerprint) return;
    this.#known.set(place, seen.fingerprint);
    // When the store does not take it, the next connection tells it again.
    this.#queue = this.#queue.then(() => this.#keep(seen)).catch(() => void this.#known.delete(place));
  }

  async #keep({ vendor, host, fingerprint, key }: Seen): Promise<void> {
    const { store, sink } = this.#options;
    const time = Date.now();
    const before = await store.vendors.sawCertificate({ vendor, host, fingerprint, key, firstAt: time });
    if (!before) return;
    const sameKey = before.key === key;
    sink.write({
      id: uuidv7(time),
      time,
      kind: 'egress_certificate_changed',
      outcome: 'info',
      severity: sameKey ? 'info' : 'medium',
      detail: { vendor, host, sameKey: sameKey ? 'yes' : 'no', fingerprint },
    });
  }

  async close(): Promise<void> {
    await this.#queue;
  }
}
