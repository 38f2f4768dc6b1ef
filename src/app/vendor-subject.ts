import type { SecurityEvent } from '../core/events.js';
import type { EgressPolicy, VendorPolicy } from '../model/types.js';
import type { VendorState } from '../store/vendor.js';
import type { CallFacts, Subject, VendorSecret } from '../vendors/probe.js';
import type { Site } from '../vendors/net.js';
import { reviewState } from '../vendors/review-state.js';
import type { ThirdPartyPolicy } from './egress-settings.js';
import type { SealedStore } from './sealed-store.js';

const day = 86_400_000;
const lookBackDays = 30;
/** More events of a month than anybody counts one by one. */
const mostEvents = 20_000;

type Counted = { -readonly [K in keyof CallFacts]: CallFacts[K] };

const none: CallFacts = { calls: 0, failed: 0, drifted: 0, refusedAnswers: 0, refusedWebhooks: 0 };

/** The integrations of a third party. */
export function integrationsOf(name: string, { egress }: ThirdPartyPolicy): ReadonlyMap<string, EgressPolicy> {
  return new Map([...egress].filter(([, { vendor }]) => vendor === name));
}

/** Where it is looked at: the `site` of the register, or the first host that is called. */
export function siteOf({ site }: VendorPolicy, integrations: ReadonlyMap<string, EgressPolicy>): Site | undefined {
  if (site !== undefined) {
    const { protocol, hostname, port } = new URL(site);
    const isTls = protocol === 'https:';
    return { host: hostname.replaceAll(/^\[|\]$/g, ''), port: Number(port) || (isTls ? 443 : 80), isTls };
  }
  const [first] = integrations.values();
  const [host] = first?.hosts ?? [];
  return first && host && { ...host, isTls: !first.plainText };
}

/** What is known of a secret without opening it. */
export async function secretsOf({ secrets }: VendorPolicy, store: SealedStore, now: number) {
  if (secrets.size === 0) return [];
  const kept = new Map((await store.vault.secrets.list()).map((one) => [one.name, one.changedAt]));
  return [...secrets].map(([name, rotateDays]): VendorSecret => {
    const changedAt = kept.get(name);
    return { name, rotateDays, ageDays: changedAt === undefined ? undefined : Math.floor((now - changedAt) / day) };
  });
}

/** What the event log says of calls and webhooks of the last 30 days, by third party. */
export async function callFacts(store: SealedStore, now: number): Promise<(name: string) => CallFacts> {
  const since = now - lookBackDays * day;
  const facts = new Map<string, Counted>();
  for (const kind of ['egress_call', 'webhook_refused'] as const) {
    for (const event of await store.events.search({ kind, since, limit: mostEvents })) {
      const name = String(event.detail?.['vendor'] ?? '');
      const own = facts.get(name) ?? { ...none };
      facts.set(name, own);
      count(event, own);
    }
  }
  return (name) => facts.get(name) ?? none;
}

function count(event: SecurityEvent, facts: Counted): void {
  if (event.kind === 'webhook_refused') facts.refusedWebhooks++;
  else {
    facts.calls++;
    if (event.outcome === 'failed' || (event.outcome === 'allowed' && (event.status ?? 0) >= 500)) facts.failed++;
    if (event.signals?.split(' ').includes('drift')) facts.drifted++;
    if (event.detail?.['reason'] === 'answer-refused') facts.refusedAnswers++;
  }
}

export interface SubjectParts {
  readonly policy: ThirdPartyPolicy;
  readonly store: SealedStore;
  readonly state: VendorState | undefined;
  readonly calls: CallFacts;
  readonly now: number;
}

/** A third party as the probes need it. */
export async function subjectOf(name: string, policy: VendorPolicy, parts: SubjectParts): Promise<Subject> {
  const integrations = integrationsOf(name, parts.policy);
  return {
    name,
    policy,
    integrations,
    site: siteOf(policy, integrations),
    review: reviewState(policy, parts.state ?? { registeredAt: parts.now }, parts.now),
    secrets: await secretsOf(policy, parts.store, parts.now),
    calls: parts.calls,
  };
}
