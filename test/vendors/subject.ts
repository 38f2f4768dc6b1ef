import { Resolver } from 'node:dns/promises';
import assert from 'node:assert/strict';
import { makeNet, type Net, type Site } from '../../src/vendors/net.js';
import type { PostureProbe, ProbeTools, Seen, Subject } from '../../src/vendors/probe.js';
import { addressTest } from '../../src/egress/addresses.js';
import { checkedLookup, makeResolve } from '../../src/egress/resolve.js';
import { startDns, type Zone } from '../egress/dns-server.js';

export const now = Date.UTC(2026, 10, 25);

/** A third party of which nothing is known but its name. */
export function aSubject(
  more: Omit<Partial<Subject>, 'policy'> & { policy?: Partial<Subject['policy']> } = {},
): Subject {
  const { policy, ...rest } = more;
  return {
    name: 'Acme',
    policy: {
      owner: 'ann',
      tier: 'high',
      data: 'high',
      privilege: 'medium',
      dependence: 'medium',
      dataClasses: [],
      reviewDays: 90,
      graceDays: 30,
      aliases: [],
      secrets: new Map(),
      ...policy,
    },
    integrations: new Map(),
    site: undefined,
    review: { state: 'current', dueAt: now + 1e9, deniesAt: now + 4e9 },
    secrets: [],
    calls: { calls: 0, failed: 0, drifted: 0, refusedAnswers: 0, refusedWebhooks: 0 },
    ...rest,
  };
}

const refuse = (): never => {
  throw new Error('this probe reads no files');
};

/** Tools that reach nothing; a test names those that its probe needs. */
export function someTools(more: Partial<ProbeTools> = {}): ProbeTools {
  const net: Net = { plainPort: 80, get: async () => refuse(), handshake: async () => refuse() };
  return {
    net,
    resolver: new Resolver(),
    now,
    read: refuse,
    contractOf: async () => refuse(),
    contractOfText: async () => refuse(),
    advisoriesFor: () => undefined,
    ...more,
  };
}

/** Looks over the real network of this machine. */
export function realNet(options: { authorities?: string; plainPort?: number; resolver?: readonly string[] } = {}): Net {
  const isAllowed = addressTest(['127.0.0.0/8']);
  const lookup = checkedLookup(makeResolve(options.resolver ?? []), isAllowed);
  return makeNet({ ...options, lookup, isAllowed: (host) => !/^[\d.]+$/.test(host) || isAllowed(host) });
}

export const siteAt = (port: number, isTls = false, host = '127.0.0.1'): Site => ({ host, port, isTls });

/** What a probe saw, as `state key` or `state`. */
export async function states(probe: PostureProbe, subject: Subject, tools: ProbeTools): Promise<readonly string[]> {
  return (await probe.look(subject, tools)).map((seen: Seen) =>
    seen.state === 'finding' ? `finding ${seen.key}` : seen.state,
  );
}

/** Asks a DNS server of the test for this zone. */
export async function withZone(zone: Zone, work: (tools: ProbeTools, address: string) => Promise<void>): Promise<void> {
  const dns = await startDns(zone);
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([dns.address]);
  try {
    await work(someTools({ resolver }), dns.address);
  } finally {
    dns.close();
  }
}

/** A finding with its severity, by key. */
export async function severityOf(probe: PostureProbe, subject: Subject, tools: ProbeTools, key: string) {
  const found = (await probe.look(subject, tools)).find((seen) => seen.state === 'finding' && seen.key === key);
  assert.ok(found?.state === 'finding', `no finding ${key}`);
  return found.severity ?? probe.severity;
}
