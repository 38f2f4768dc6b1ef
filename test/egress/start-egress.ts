import http from 'node:http';
import type { TestContext } from 'node:test';
import type { SecurityEvent } from '../../src/core/events.js';
import { makeApplications } from '../../src/egress/applications.js';
import type { SeenCertificate } from '../../src/egress/client.js';
import type { VendorGate, VendorUse } from '../../src/egress/gate.js';
import type { CallBreaker, Integration } from '../../src/egress/integration.js';
import { EgressProxy } from '../../src/egress/proxy.js';
import { makeResolve } from '../../src/egress/resolve.js';
import { Breaker } from '../../src/gateway/breaker.js';

export const integrationDefaults: Omit<Integration, 'hosts'> = {
  name: 'payments',
  vendor: 'Acme',
  plainText: true,
  send: 'any',
  headers: [],
  addresses: ['127.0.0.0/8'],
  timeoutSeconds: 2,
  requestBytes: 10_000,
  responseBytes: 10_000,
  responses: 'enforce',
  tunnel: false,
  credential: undefined,
  contract: undefined,
  authorities: undefined,
};

export interface EgressOptions {
  readonly integrations: readonly (Partial<Integration> & Pick<Integration, 'hosts'>)[];
  readonly resolver?: readonly string[];
  readonly passwords?: ReadonlyMap<string, string>;
  readonly makeBreaker?: () => CallBreaker;
}

/** An egress proxy with everything that a test wants to see of it. */
export interface TestEgress {
  readonly url: string;
  readonly proxy: EgressProxy;
  readonly events: SecurityEvent[];
  readonly certificates: (SeenCertificate & { vendor: string })[];
  readonly uses: VendorUse[];
  /** Vendors that are switched off. */
  readonly blocked: Set<string>;
  /** Waits for the event of a call: it is written when the call is over. */
  event(index?: number): Promise<SecurityEvent>;
}

export async function startEgress(t: TestContext, options: EgressOptions): Promise<TestEgress> {
  const { integrations, resolver = [], passwords = new Map<string, string>(), makeBreaker } = options;
  const events: SecurityEvent[] = [];
  const certificates: TestEgress['certificates'] = [];
  const uses: VendorUse[] = [];
  const blocked = new Set<string>();
  const gate: VendorGate = {
    refuses: ({ vendor }) => (blocked.has(vendor) ? 'vendor-blocked' : undefined),
    used: (use) => void uses.push(use),
  };
  const all = integrations.map((one) => ({ ...integrationDefaults, ...one }));
  const proxy = new EgressProxy(
    {
      integrations: new Map(all.map((one) => [one.name, one])),
      applications: makeApplications(passwords),
      resolve: makeResolve(resolver),
    },
    {
      gate,
      sink: { write: (event) => void events.push(event), batch: (event) => void events.push(event) },
      makeBreaker: makeBreaker ?? (() => new Breaker({ now: () => performance.now() })),
      onCertificate: (seen) => void certificates.push(seen),
    },
  );
  const url = await proxy.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => proxy.close());
  return { url, proxy, events, certificates, uses, blocked, event: (index = 0) => eventAt(events, index) };
}

async function eventAt(events: readonly SecurityEvent[], index: number): Promise<SecurityEvent> {
  for (const end = Date.now() + 3000; events.length <= index;) {
    if (Date.now() > end) throw new Error(`no event ${index}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return events[index]!;
}

export interface Asked {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  /** The `type` of a problem document, without its prefix. */
  readonly code: string | undefined;
}

/** One request, its target as given: `fetch` would tidy it up. */
export function ask(
  url: string,
  target: string,
  options: http.RequestOptions & { body?: string } = {},
): Promise<Asked> {
  const { hostname, port } = new URL(url);
  const { body, ...rest } = options;
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path: target, agent: false, ...rest }, (response) => {
      let text = '';
      response.on('data', (piece: Buffer) => (text += piece.toString()));
      response.on('error', reject);
      response.on('end', () => {
        const isProblem = response.headers['content-type'] === 'application/problem+json';
        const code = isProblem ? (JSON.parse(text) as { type: string }).type.split(':').at(-1) : undefined;
        resolve({ status: response.statusCode!, headers: response.headers, body: text, code });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
