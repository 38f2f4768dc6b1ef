import type { UpstreamState } from '../gateway/gateway.js';
import type { ServedCertificate } from './listeners.js';

/** What one worker knows of itself. */
export interface WorkerHealth {
  readonly digest: string;
  readonly certificates: readonly ServedCertificate[];
  readonly upstreams: readonly UpstreamState[];
  /** Events that its journal did not take. */
  readonly lostEvents: number;
  /** Why its journal cannot be written: the system's error code. */
  readonly journalFailure?: string | undefined;
}

/** How far the events of the workers are. */
export interface EventsHealth {
  /** Bytes in journals that the store does not have yet. */
  readonly backlogBytes: number;
  /** The store takes none at the moment; they wait in the journals. */
  readonly waiting: boolean;
  readonly lost: number;
}

export interface CertificateState {
  readonly address: string;
  readonly notAfter: string;
  readonly secondsLeft: number;
  readonly state: 'valid' | 'expires-soon' | 'expired' | 'not-yet-valid';
}

/** Whether requests should be sent here, and what is in force. */
export interface Readiness {
  readonly ready: boolean;
  /** Why not. */
  readonly reasons: readonly string[];
  readonly draining: boolean;
  readonly policyDigest: string;
  readonly workers: { readonly serving: number; readonly wanted: number };
  readonly certificates: readonly CertificateState[];
  readonly events: EventsHealth;
  readonly upstreams: readonly UpstreamState[];
  /** Outputs and notifications whose other side takes nothing at the moment; what is for them waits. */
  readonly unreached: readonly string[];
  /** Why the last reload was refused, if it was. */
  readonly refused?: string;
}

export interface ReadinessFacts {
  readonly draining: boolean;
  readonly policyDigest: string;
  readonly workers: Readiness['workers'];
  readonly refused: string | undefined;
  readonly health: readonly WorkerHealth[];
  readonly events: Omit<EventsHealth, 'lost'>;
  readonly unreached: readonly string[];
  /** A journal refused events within the last seconds. */
  readonly losing: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const soonSeconds = 14 * 86_400;

/**
 * Judges whether requests should come here. Not while draining, without a worker, with a certificate that nobody
 * accepts, while events are lost, or while workers serve different policies. An upstream that is down is told but is
 * no reason: taking the gateway away for it would take every other API along.
 */
export function readinessOf(facts: ReadinessFacts): Readiness {
  const { draining, policyDigest, workers, refused, health, events, unreached, losing, now } = facts;
  const certificates = certificatesOf(health, now);
  const reasons = [
    ...(draining ? ['draining'] : []),
    ...(workers.serving === 0 ? ['no worker serves'] : []),
    ...certificates.filter(({ state }) => state === 'expired' || state === 'not-yet-valid').map(unusable),
    ...journalFailures(health),
    ...(losing ? ['events are lost: the journal cannot be written'] : []),
    ...(new Set(health.map(({ digest }) => digest)).size > 1 ? ['workers serve different policies'] : []),
  ];
  const lost = health.reduce((sum, { lostEvents }) => sum + lostEvents, 0);
  return {
    ready: reasons.length === 0,
    reasons,
    draining,
    policyDigest,
    workers,
    certificates,
    events: { ...events, lost },
    upstreams: upstreamsOf(health),
    unreached,
    ...(refused === undefined ? {} : { refused }),
  };
}

function journalFailures(health: readonly WorkerHealth[]): readonly string[] {
  const codes = new Set(health.flatMap(({ journalFailure }) => journalFailure ?? []));
  return codes.size ? [`the event log cannot be written: ${[...codes].join(', ')}`] : [];
}

function unusable({ address, state }: CertificateState): string {
  return `the certificate of ${address} ${state === 'expired' ? 'has expired' : 'is not valid yet'}`;
}

/** Of each address the certificate that ends first: workers take a new one over within seconds of each other. */
function certificatesOf(health: readonly WorkerHealth[], now: number): readonly CertificateState[] {
  const first = new Map<string, ServedCertificate>();
  for (const certificate of health.flatMap(({ certificates }) => certificates)) {
    const there = first.get(certificate.address);
    if (!there || certificate.notAfter < there.notAfter) first.set(certificate.address, certificate);
  }
  return [...first.values()].map(({ address, notBefore, notAfter }) => {
    const secondsLeft = Math.floor((notAfter - now) / 1000);
    const state = notBefore > now ? 'not-yet-valid' : stateOf(secondsLeft);
    return { address, notAfter: new Date(notAfter).toISOString(), secondsLeft, state };
  });
}

function stateOf(secondsLeft: number): CertificateState['state'] {
  if (secondsLeft <= 0) return 'expired';
  return secondsLeft < soonSeconds ? 'expires-soon' : 'valid';
}

/** An upstream is well when it is well for one worker at least: each worker has its own breaker. */
function upstreamsOf(health: readonly WorkerHealth[]): readonly UpstreamState[] {
  const all = new Map<string, UpstreamState>();
  for (const state of health.flatMap(({ upstreams }) => upstreams)) {
    const key = `${state.api}\n${state.origin}`;
    const there = all.get(key);
    all.set(key, there ? { ...state, up: there.up || state.up, pending: there.pending + state.pending } : state);
  }
  return [...all.values()];
}
