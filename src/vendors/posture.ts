import type { Evidence, Finding } from '../core/finding.js';
import { fingerprint } from '../core/ids.js';
import type { PostureProbe, ProbeTools, Seen, Subject } from './probe.js';

/** What one probe saw, for people. */
export interface VendorObservation {
  readonly probe: string;
  readonly state: 'well' | 'finding' | 'unknown';
  readonly text: string;
}

/** What looking at one third party found. */
export interface VendorCheck {
  readonly vendor: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly observations: readonly VendorObservation[];
  readonly findings: readonly Finding[];
}

/** How findings name a third party, in the place of an API. */
export const vendorApi = (name: string): string => `vendor:${name}`;

/** Looks at a third party with every probe. One that breaks is told of as unknown; the others go on. */
export async function lookAt(
  subject: Subject,
  probes: Iterable<PostureProbe>,
  tools: ProbeTools,
): Promise<VendorCheck> {
  const observations: VendorObservation[] = [];
  const findings: Finding[] = [];
  for (const probe of probes) {
    for (const seen of await seenBy(probe, subject, tools)) {
      observations.push({ probe: probe.id, state: seen.state, text: seen.text });
      if (seen.state === 'finding') findings.push(findingOf(seen, probe, subject));
    }
  }
  return { vendor: subject.name, at: tools.now, observations, findings };
}

async function seenBy(probe: PostureProbe, subject: Subject, tools: ProbeTools): Promise<readonly Seen[]> {
  try {
    return await probe.look(subject, tools);
  } catch {
    return [{ state: 'unknown', text: `${probe.id} could not be looked at` }];
  }
}

type Found = Extract<Seen, { state: 'finding' }>;

function findingOf({ key, text, severity, place, reproduce }: Found, probe: PostureProbe, { name }: Subject): Finding {
  const { id, title, cwe, owasp, remedy } = probe;
  const evidence: readonly Evidence[] = [{ kind: 'text', summary: text, ...(place ? { place } : {}) }];
  return {
    fingerprint: fingerprint(id, vendorApi(name), key),
    source: 'audit',
    ruleId: id,
    title,
    severity: severity ?? probe.severity,
    confidence: 'firm',
    cwe,
    owasp,
    api: vendorApi(name),
    ...(place ? { place } : {}),
    message: text,
    remedy,
    evidence,
    ...(reproduce === undefined ? {} : { reproduce }),
    status: 'open',
  };
}
