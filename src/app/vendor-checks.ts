import type { Run } from '../core/finding.js';
import { sha256, uuidv7 } from '../core/ids.js';
import { lookAt, vendorApi, type VendorCheck } from '../vendors/posture.js';
import { probes } from '../vendors/probes.js';
import type { App } from './app.js';
import { recordRun } from './record-run.js';
import { callFacts, integrationsOf, subjectOf } from './vendor-subject.js';
import { vendorTools } from './vendor-tools.js';
import type { VendorCheckSummary } from './vendor-types.js';
import { thirdParties, vendorNamed } from './vendors.js';

export interface VendorCheckRequest {
  /** Default: all of the register. */
  readonly names?: readonly string[] | undefined;
  /** File or folder of OSV advisories, for the SBOMs. */
  readonly advisories?: string | undefined;
  /** Port that plain HTTP is looked for at; default 80. */
  readonly plainPort?: number | undefined;
}

/**
 * Looks at third parties, and records what was found like every other finding: what is not found any more is fixed.
 * A probe that could not look is told of in `skipped`, and fixes nothing.
 */
export async function checkVendors(app: App, request: VendorCheckRequest = {}) {
  const policy = thirdParties(app);
  const names = request.names?.length ? request.names : [...policy.vendors.keys()];
  for (const name of names) vendorNamed(name, policy);
  const store = await app.store();
  const now = app.now();
  await store.vendors.register([...policy.vendors.keys()]);
  const factsOf = await callFacts(store, now.getTime());
  const checks: VendorCheck[] = [];
  for (const name of names) {
    app.say(`looking at ${name}`);
    const vendor = vendorNamed(name, policy);
    const state = await store.vendors.get(name);
    const parts = { policy, store, state, calls: factsOf(name), now: now.getTime() };
    const tools = vendorTools(app, {
      ...request,
      resolver: policy.egressProxy?.resolver ?? [],
      addresses: [...integrationsOf(name, policy).values()].flatMap(({ addresses }) => addresses),
      ca: vendor.ca ?? [...integrationsOf(name, policy).values()].find(({ ca }) => ca !== undefined)?.ca,
      advisories: request.advisories,
    });
    checks.push(await lookAt(await subjectOf(name, vendor, parts), probes, tools));
  }
  const summaries = checks.map(summaryOf);
  for (const summary of summaries) await store.vendors.keepCheck(summary.vendor, JSON.stringify(summary));
  return { run: await recorded(app, checks, now), checks: summaries };
}

function summaryOf({ vendor, at, observations, findings }: VendorCheck): VendorCheckSummary {
  return { vendor, at, observations, findings: findings.length };
}

/** One run of all; each third party is recorded with the rules that could look at it. */
async function recorded(app: App, checks: readonly VendorCheck[], startedAt: Date): Promise<Run> {
  const store = await app.store();
  const runs: Run[] = [];
  for (const check of checks) {
    const unseen = new Set(check.observations.flatMap(({ probe, state }) => (state === 'unknown' ? [probe] : [])));
    const ruleIds = probes.ids.filter((id) => !unseen.has(id));
    const run = runOf(app, [check], startedAt);
    runs.push((await recordRun(store, run, { apis: [vendorApi(check.vendor)], ruleIds })).run);
  }
  const [only] = runs;
  if (only && runs.length === 1) return only;
  return { ...runOf(app, checks, startedAt), findings: runs.flatMap(({ findings }) => findings) };
}

function runOf(app: App, checks: readonly VendorCheck[], startedAt: Date): Run {
  const skipped = checks.flatMap(({ observations }) =>
    observations.flatMap(({ probe, state, text }) => (state === 'unknown' ? [{ id: probe, reason: text }] : [])),
  );
  return {
    id: uuidv7(startedAt.getTime()),
    kind: 'audit',
    tool: { name: 'portcullis', version: app.version },
    modelDigest: sha256(checks.map(({ vendor }) => vendor).join('\n')),
    target: 'third parties',
    startedAt: startedAt.toISOString(),
    finishedAt: app.now().toISOString(),
    outcome: 'complete',
    skipped,
    notes: checks.map(
      ({ vendor, observations, findings }) =>
        `${vendor}: ${observations.length} observations, ${findings.length} findings`,
    ),
    findings: checks.flatMap(({ findings }) => findings),
  };
}
