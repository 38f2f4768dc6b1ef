import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import type { EventSink } from '../core/events.js';
import { uuidv7 } from '../core/ids.js';
import type { Gateway, Listening } from '../gateway/gateway.js';
import { checkCertificate, type CertificateFacts, type TlsFiles } from '../gateway/tls.js';
import type { ListenPolicy, Project } from '../model/types.js';
import { clientCertificates } from './client-certificates.js';

const pollMillis = 10_000;

interface Open {
  readonly listening: Listening;
  readonly address: string;
  policy: ListenPolicy;
  /** What was read last, good or bad. */
  seen: string;
  facts: CertificateFacts | undefined;
}

/** New addresses are open, and nothing else has changed yet. */
export interface ListenChange {
  /** Resolves to the addresses as URLs. */
  activate(): Promise<readonly string[]>;
  drop(): void;
}

/** The certificate of one address; milliseconds since the epoch. */
export interface ServedCertificate {
  readonly address: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** The addresses of a gateway. Certificates are read again every ten seconds and whenever the policy is. */
export class Listeners {
  readonly #gateway: Gateway;
  readonly #sink: EventSink;
  #open: Open[] = [];
  #project: Project;
  #timer: NodeJS.Timeout | undefined;

  constructor(gateway: Gateway, project: Project, sink: EventSink) {
    this.#gateway = gateway;
    this.#project = project;
    this.#sink = sink;
  }

  /** Resolves to the addresses as URLs. */
  async open(listen: readonly ListenPolicy[]): Promise<readonly string[]> {
    for (const policy of listen) this.#open.push(await this.#listen(policy, this.#project));
    this.#timer = setInterval(() => this.renew(this.#project), pollMillis).unref();
    return this.#urls();
  }

  #urls(): readonly string[] {
    return this.#open.map(({ policy, address }) => `${policy.tls ? 'https' : 'http'}://${address}`);
  }

  async #listen(policy: ListenPolicy, project: Project): Promise<Open> {
    const { host, port, http2, trustedProxies } = policy;
    const tls = filesOf(policy, project);
    const listening = await this.#gateway.listen(host, port, { tls, http2, trustedProxies });
    const address = `${host.includes(':') ? `[${host}]` : host}:${listening.port}`;
    return {
      listening,
      address,
      policy,
      seen: JSON.stringify(tls) ?? '',
      facts: tls && checkCertificate(tls, Date.now()),
    };
  }

  /**
   * Opens the addresses that are new. Those that are gone are drained on activation, those that stay take what changed
   * over; one that goes over to or from TLS or HTTP/2 is drained and opened anew. Throws, with nothing changed, when a
   * new address cannot be had or a certificate cannot be served.
   */
  async prepare(listen: readonly ListenPolicy[], project: Project): Promise<ListenChange> {
    const gone = new Set(this.#open);
    const stay = new Map<ListenPolicy, Open>();
    const added = new Map<ListenPolicy, Open>();
    const drop = (): void => {
      for (const { listening } of added.values()) void listening.close();
    };
    try {
      for (const policy of listen) {
        const there = [...gone].find((open) => isSameAddress(open.policy, policy));
        if (!there) {
          added.set(policy, await this.#listen(policy, project));
          continue;
        }
        gone.delete(there);
        stay.set(policy, there);
        check(there, policy, project);
      }
    } catch (error) {
      drop();
      throw error;
    }
    return { activate: () => this.#activate({ listen, project, gone, stay, added }), drop };
  }

  async #activate(change: {
    readonly listen: readonly ListenPolicy[];
    readonly project: Project;
    readonly gone: ReadonlySet<Open>;
    readonly stay: ReadonlyMap<ListenPolicy, Open>;
    readonly added: ReadonlyMap<ListenPolicy, Open>;
  }): Promise<readonly string[]> {
    const { listen, project, gone, stay, added } = change;
    for (const { listening } of gone) void listening.close();
    const next: Open[] = [];
    for (const policy of listen) {
      const open = added.get(policy) ?? (await this.#takeOver(stay.get(policy)!, policy, project));
      if (open) next.push(open);
    }
    this.#open = next;
    this.renew(project);
    return this.#urls();
  }

  /** Undefined when the address was lost on the way: an event says so. */
  async #takeOver(open: Open, policy: ListenPolicy, project: Project): Promise<Open | undefined> {
    const before = open.policy;
    if ((before.tls === undefined) === (policy.tls === undefined) && before.http2 === policy.http2) {
      open.policy = policy;
      open.listening.trust(policy.trustedProxies ?? []);
      return open;
    }
    // One port has one listener: between the two nobody is accepted for a moment.
    void open.listening.close();
    try {
      return await this.#listen(policy, project);
    } catch (error) {
      this.#refused(open.address, error);
      return undefined;
    }
  }

  /** Takes over certificates that changed and can be served; others are kept, and an event says so. */
  renew(project: Project): void {
    this.#project = project;
    for (const open of this.#open) if (open.policy.tls) this.#renewOne(open);
  }

  #renewOne(open: Open): void {
    try {
      const tls = filesOf(open.policy, this.#project)!;
      const seen = JSON.stringify(tls);
      if (seen === open.seen) return;
      open.seen = seen;
      open.listening.renew(tls);
      open.facts = checkCertificate(tls, Date.now());
      this.#tell('certificate_changed', { address: open.address });
    } catch (error) {
      this.#refused(open.address, error);
    }
  }

  #refused(address: string, error: unknown): void {
    const reason = error instanceof PortcullisError ? error.message : 'the files cannot be read';
    this.#tell('certificate_refused', { address, reason });
  }

  #tell(kind: 'certificate_changed' | 'certificate_refused', detail: Readonly<Record<string, unknown>>): void {
    const isBad = kind === 'certificate_refused';
    const outcome = isBad ? 'failed' : 'info';
    const severity = isBad ? 'medium' : 'info';
    this.#sink.write({ id: uuidv7(), time: Date.now(), kind, outcome, severity, detail });
  }

  get certificates(): readonly ServedCertificate[] {
    return this.#open.flatMap(({ address, facts }) => (facts ? [{ address, ...facts }] : []));
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

function isSameAddress(a: ListenPolicy, b: ListenPolicy): boolean {
  return a.host === b.host && a.port === b.port;
}

/** A certificate that the new policy brings must be good; one that turned bad on disk is no fault of the policy. */
function check({ seen }: Open, policy: ListenPolicy, project: Project): void {
  if (!policy.tls) return;
  const tls = filesOf(policy, project)!;
  if (JSON.stringify(tls) !== seen) checkCertificate(tls, Date.now());
}

/** PEM texts of a TLS listener. */
function filesOf({ tls }: ListenPolicy, project: Project): TlsFiles | undefined {
  if (!tls) return undefined;
  return {
    certificate: readPem(tls.certificate, 'listen.tls.certificate'),
    key: readPem(tls.key, 'listen.tls.key'),
    minVersion: tls.minVersion === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2',
    ...clientCertificates(
      project,
      tls.clientCa === undefined ? undefined : readPem(tls.clientCa, 'listen.tls.clientCa'),
      (file) => readPem(file, 'the authority of a scheme'),
    ),
  };
}

/** Text of a PEM file. Throws FILE_UNREADABLE that says what it is for. */
export function readPem(file: string, what: string, baseDir = '.'): string {
  try {
    return fs.readFileSync(path.resolve(baseDir, file), 'utf8');
  } catch (cause) {
    throw new PortcullisError('FILE_UNREADABLE', `${what}: ${file} cannot be read`, { cause });
  }
}
