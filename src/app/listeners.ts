import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import type { EventSink } from '../core/events.js';
import { uuidv7 } from '../core/ids.js';
import type { Gateway, Listening } from '../gateway/gateway.js';
import type { TlsFiles } from '../gateway/tls.js';
import type { ListenPolicy, Project } from '../model/types.js';
import { clientCertificates } from './client-certificates.js';

const pollMillis = 10_000;

interface Open {
  readonly listening: Listening;
  readonly address: string;
  readonly policy: ListenPolicy;
  /** What was read last, good or bad. */
  seen: string;
}

/** The addresses of a gateway. Certificates are read again every ten seconds and whenever the policy is. */
export class Listeners {
  readonly #gateway: Gateway;
  readonly #sink: EventSink;
  readonly #open: Open[] = [];
  #project: Project;
  #timer: NodeJS.Timeout | undefined;

  constructor(gateway: Gateway, project: Project, sink: EventSink) {
    this.#gateway = gateway;
    this.#project = project;
    this.#sink = sink;
  }

  /** Resolves to the addresses as URLs. */
  async open(listen: readonly ListenPolicy[]): Promise<readonly string[]> {
    const urls: string[] = [];
    for (const policy of listen) {
      const { host, port, tls: tlsPolicy, http2, trustedProxies } = policy;
      const tls = this.#filesOf(policy);
      const listening = await this.#gateway.listen(host, port, { tls, http2, trustedProxies });
      const address = `${host.includes(':') ? `[${host}]` : host}:${listening.port}`;
      this.#open.push({ listening, address, policy, seen: JSON.stringify(tls) ?? '' });
      urls.push(`${tlsPolicy ? 'https' : 'http'}://${address}`);
    }
    this.#timer = setInterval(() => this.renew(this.#project), pollMillis).unref();
    return urls;
  }

  /** Takes over certificates that changed and can be served; others are kept, and an event says so. */
  renew(project: Project): void {
    this.#project = project;
    for (const open of this.#open) if (open.policy.tls) this.#renewOne(open);
  }

  #renewOne(open: Open): void {
    try {
      const tls = this.#filesOf(open.policy)!;
      const seen = JSON.stringify(tls);
      if (seen === open.seen) return;
      open.seen = seen;
      open.listening.renew(tls);
      this.#tell('certificate_changed', { address: open.address });
    } catch (error) {
      const reason = error instanceof PortcullisError ? error.message : 'the files cannot be read';
      this.#tell('certificate_refused', { address: open.address, reason });
    }
  }

  #tell(kind: 'certificate_changed' | 'certificate_refused', detail: Readonly<Record<string, unknown>>): void {
    const isBad = kind === 'certificate_refused';
    const outcome = isBad ? 'failed' : 'info';
    const severity = isBad ? 'medium' : 'info';
    this.#sink.write({ id: uuidv7(), time: Date.now(), kind, outcome, severity, detail });
  }

  /** PEM texts of a TLS listener. */
  #filesOf({ tls }: ListenPolicy): TlsFiles | undefined {
    if (!tls) return undefined;
    return {
      certificate: readPem(tls.certificate, 'listen.tls.certificate'),
      key: readPem(tls.key, 'listen.tls.key'),
      minVersion: tls.minVersion === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2',
      ...clientCertificates(
        this.#project,
        tls.clientCa === undefined ? undefined : readPem(tls.clientCa, 'listen.tls.clientCa'),
        (file) => readPem(file, 'the authority of a scheme'),
      ),
    };
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

/** Text of a PEM file. Throws FILE_UNREADABLE that says what it is for. */
export function readPem(file: string, what: string, baseDir = '.'): string {
  try {
    return fs.readFileSync(path.resolve(baseDir, file), 'utf8');
  } catch (cause) {
    throw new PortcullisError('FILE_UNREADABLE', `${what}: ${file} cannot be read`, { cause });
  }
}
