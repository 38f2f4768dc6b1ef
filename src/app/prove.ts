import { setTimeout as sleep } from 'node:timers/promises';
import { PortcullisError } from '../core/errors.js';
import type { Proof, ProofStep, Run } from '../core/finding.js';
import { uuidv7 } from '../core/ids.js';
import type { ApiModel } from '../model/types.js';
import { prove } from '../patching/prove.js';
import { createReplayer } from '../pentest/replayer.js';
import type { EventStore } from '../store/store.js';
import { currentActor } from './actor.js';
import type { App } from './app.js';
import { startEphemeralGateway } from './ephemeral-gateway.js';
import { runningGateway } from './gateway-state.js';
import { proposePatch } from './patch.js';
import { operationDigest } from './operation-digest.js';
import { minimiseRun, minimisingOf } from './minimise.js';
import { secretResolver } from './secrets.js';

/** A gateway to prove at, and its event log. */
interface Bench {
  readonly url: string;
  readonly events: EventStore;
  readonly isTemporary: boolean;
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** The running gateway when it serves the policy as it stands; else one for the time of the proof. */
async function openBench(app: App, digest: string): Promise<Bench> {
  const running = runningGateway(app.dataDir);
  const plain = running?.urls.find((url) => url.startsWith('http:'));
  if (running?.policyDigest === digest && plain !== undefined) {
    const { events } = await app.store();
    return { url: plain, events, isTemporary: false, drain: () => sleep(60), close: async () => undefined };
  }
  return { ...(await startEphemeralGateway(app.policyFile!, app.dataDir)), isTemporary: true };
}

const logWaitMillis = 3000;

/** The guards of denials by the gateway's own events; waits until the log has them. */
function guardReader({ events, drain }: Bench) {
  return async (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const found = new Map<string, string>();
    const end = Date.now() + logWaitMillis;
    while (Date.now() < end) {
      await drain();
      for (const id of ids.filter((each) => !found.has(each))) {
        const event = (await events.byExchange(id)).find(({ kind }) => kind === 'denial');
        if (event?.guard !== undefined) found.set(id, event.guard);
      }
      if (found.size === ids.length) break;
    }
    return found;
  };
}

export interface ProofResult {
  readonly run: Run;
  readonly proof: Proof;
  /** Address it was proved at; `isTemporary` when the gateway was started for it. */
  readonly gateway: { readonly url: string; readonly isTemporary: boolean };
}

/** Proves a finding closed: attack, control and variants over HTTP, directly and through the gateway. */
export async function proveFinding(
  app: App,
  fingerprint: string,
  onStep: (step: ProofStep) => void,
): Promise<ProofResult> {
  const startedAt = new Date().toISOString();
  const { stored, model, project, proposal, applied } = await proposePatch(app, fingerprint);
  const { finding } = stored;
  if (proposal.kind === 'impossible')
    throw new PortcullisError('USAGE', `There is nothing to prove: ${proposal.reason}`);
  if (proposal.kind === 'patch' && !applied) {
    throw new PortcullisError('USAGE', 'The patch of this finding is not in force', {
      hint: `portcullis patch ${finding.fingerprint.slice(0, 8)} --apply`,
    });
  }
  if (!project.pentest) throw new PortcullisError('SCOPE_REFUSED', 'The policy has no scope: nothing may be attacked');
  const direct = upstreamOf(model);
  const bench = await openBench(app, project.digest);
  const replayer = createReplayer({
    model,
    policy: project.pentest,
    secrets: await secretResolver(app),
    signal: app.signal,
  });
  try {
    const guard = proposal.kind === 'patch' ? proposal.patch.guard : proposal.guard;
    const proof = await prove({
      finding,
      model,
      patch: applied,
      guard,
      run: replayer.run,
      direct,
      gateway: bench.url,
      guardsOf: guardReader(bench),
      onStep,
    });
    const digest = operationDigest(model, finding.operationId, app.version);
    const made = proofRun(
      app,
      { ...proof, operationDigest: digest },
      { startedAt, digest: project.digest, target: bench.url },
    );
    const run = minimiseRun(made, await minimisingOf(project, await app.store()));
    await record(app, run, proof);
    return { run, proof: run.proof!, gateway: { url: bench.url, isTemporary: bench.isTemporary } };
  } finally {
    await replayer.close();
    await bench.close();
  }
}

function upstreamOf({ name, upstream }: ApiModel): string {
  if (upstream) return upstream.url;
  throw new PortcullisError('USAGE', `The API "${name}" has no upstream to attack`, {
    expected: `apis.${name}.upstream.url in the policy`,
  });
}

function proofRun(app: App, proof: Proof, facts: { startedAt: string; digest: string; target: string }): Run {
  const steps = [proof.attackDirect, proof.attackThrough, proof.controlDirect, proof.controlThrough, ...proof.variants];
  return {
    id: uuidv7(),
    kind: 'proof',
    tool: { name: 'portcullis', version: app.version },
    modelDigest: facts.digest,
    target: facts.target,
    startedAt: facts.startedAt,
    finishedAt: new Date().toISOString(),
    outcome: proof.verdict === 'inconclusive' ? 'incomplete' : 'complete',
    skipped: [],
    notes: [`${proof.verdict}: ${proof.because}`],
    findings: [],
    requests: steps.reduce((sum, step) => sum + (step?.exchanges.length ?? 0), 0),
    proof,
  };
}

/** "Patched at the gateway" only when proved; "fixed" only when the direct attack fails. */
async function record(app: App, run: Run, { verdict, because, finding }: Proof): Promise<void> {
  const store = await app.store();
  await store.runs.save(run);
  const by = currentActor();
  const { finding: now } = await store.findings.get(finding);
  if (verdict === 'proved')
    await store.findings.setStatus(finding, 'patched', { reason: `proof ${run.id}: ${because}`, by });
  if (verdict === 'already-fixed')
    await store.findings.setStatus(finding, 'fixed', { reason: `proof ${run.id}: ${because}`, by });
  if ((verdict === 'bypassed' || verdict === 'breaks-legitimate-use') && now.status === 'patched') {
    await store.findings.setStatus(finding, 'regressed', { reason: `proof ${run.id}: ${because}`, by });
  }
}
