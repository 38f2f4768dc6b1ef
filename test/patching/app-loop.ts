import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import type { SecurityEvent } from '../../src/core/events.js';
import type { Finding, PolicyPatch, Proof } from '../../src/core/finding.js';
import { createGateway } from '../../src/gateway/gateway.js';
import { createVerifiers } from '../../src/identity/authenticator.js';
import type { SchemeVerifier } from '../../src/identity/verifier.js';
import { documentsFromText } from '../../src/model/documents.js';
import { patchesText } from '../../src/model/patches-file.js';
import { compileProject } from '../../src/model/project-compile.js';
import type { ApiModel, Project } from '../../src/model/types.js';
import { patchFor } from '../../src/patching/patch-for.js';
import { prove } from '../../src/patching/prove.js';
import { checks } from '../../src/pentest/checks.js';
import { pentest } from '../../src/pentest/engine.js';
import type { PentestOptions } from '../../src/pentest/options.js';
import { createReplayer } from '../../src/pentest/replayer.js';
import type { Target } from '../pentest/describe-target-check.js';

const today = new Date('2026-11-25T12:00:00Z');
const clock = { now: () => Date.now(), monotonic: () => performance.now() };

type Fields = Readonly<Record<string, unknown>>;

/** One hole of one test target, and what closes it. */
export interface AppCase {
  readonly check: string;
  readonly holes: readonly string[];
  /** "patch GUARD", "covered GUARD" or "impossible". */
  readonly closedBy: string;
  /** Default `monitor`: the gateway denies nothing but what the patch brings. */
  readonly mode?: 'enforce' | 'monitor';
  /** `identity` of the policy, for the target's address. */
  readonly identity?: (origin: string) => Fields;
  /** More of `apis.NAME`. */
  readonly api?: Fields;
}

/** The target's policy with a mode, and with what a gateway in front of it needs. */
function policyOf({ model, target }: PentestOptions, { mode = 'monitor', identity, api }: AppCase): Fields {
  const { policyDocuments } = model;
  const written = policyDocuments?.files.get(policyDocuments.entry)?.value as Fields;
  const apis = written['apis'] as Readonly<Record<string, Fields>>;
  return {
    ...written,
    ...(identity && { identity: identity(target) }),
    apis: { [model.name]: { ...apis[model.name], upstream: { url: target }, ...api } },
    defaults: { mode, roles: 'any' },
  };
}

function projectOf(options: PentestOptions, row: AppCase, patches: readonly PolicyPatch[]): Project {
  const { model } = options;
  return compileProject({
    policy: documentsFromText('portcullis.yaml', JSON.stringify(policyOf(options, row)), { refs: false }),
    ...(patches.length > 0 && {
      patches: documentsFromText('portcullis.patches.yaml', patchesText(patches), { refs: false }),
    }),
    contracts: new Map([[model.name, model.documents]]),
    baseDir: '.',
    today,
  });
}

function verifiersOf(model: ApiModel): ReadonlyMap<string, SchemeVerifier> {
  const none = () => {
    throw new Error('no file');
  };
  const readFile = () => Promise.reject(new Error('no file'));
  return createVerifiers(model, { clock, readFile, readFileNow: none, secretOf: (reference) => reference });
}

async function proveAt(
  t: TestContext,
  project: Project,
  options: PentestOptions,
  finding: Finding,
  guard: string,
  patch?: PolicyPatch,
) {
  const [model] = project.apis;
  const verifiers = verifiersOf(model!);
  const events: SecurityEvent[] = [];
  const gateway = createGateway({
    project,
    sink: { write: (event) => void events.push(event), batch: () => undefined },
    identity: { verifierOf: (_, { scheme }) => verifiers.get(scheme) },
  });
  const { port } = await gateway.listen('127.0.0.1', 0);
  const replayer = createReplayer(options);
  t.after(async () => {
    await replayer.close();
    await gateway.close();
    for (const verifier of verifiers.values()) verifier.close();
  });
  const guardsOf = async (ids: readonly string[]) =>
    new Map(
      events.flatMap(({ kind, exchangeId, guard: name }) =>
        kind === 'denial' && name !== undefined && ids.includes(exchangeId ?? '') ? [[exchangeId!, name] as const] : [],
      ),
    );
  return prove({
    finding,
    model: model!,
    patch,
    guard,
    run: replayer.run,
    direct: options.target,
    gateway: `http://127.0.0.1:${port}`,
    guardsOf,
  });
}

/** Pentest, patch and proof of holes of a test target: what can be closed is proved closed at the first try. */
export function describeAppLoop<Hole extends string>(target: Target<Hole>, rows: readonly AppCase[]): void {
  for (const row of rows) {
    test(`${row.check} (${row.holes.join(', ')}): ${row.closedBy}`, async (t) => {
      const app = await target.start(row.holes as readonly Hole[]);
      t.after(() => app.close());
      const options = target.options(app.url, { checks: [checks.get(row.check)!] });
      const { findings, notes } = await pentest(options);
      assert.notEqual(findings.length, 0, notes.join('\n'));
      for (const finding of findings) await closeAndProve(t, { row, options, finding });
    });
  }
}

interface Closing {
  readonly row: AppCase;
  readonly options: PentestOptions;
  readonly finding: Finding;
}

async function closeAndProve(t: TestContext, { row, options, finding }: Closing): Promise<void> {
  const [before] = projectOf(options, row, []).apis;
  const proposal = patchFor(finding, before!, { today });
  const guard = proposal.kind === 'patch' ? proposal.patch.guard : proposal.kind === 'covered' ? proposal.guard : '';
  assert.equal(`${proposal.kind} ${guard}`.trim(), row.closedBy, JSON.stringify(proposal));
  if (proposal.kind === 'impossible') return;
  const patches = proposal.kind === 'patch' ? [proposal.patch, ...(proposal.more ?? [])] : [];
  const project = projectOf(options, row, patches);
  const proof = await proveAt(t, project, options, finding, guard, patches[0]);
  assertProved(t, proof, finding);
}

function assertProved(t: TestContext, proof: Proof, { message }: Finding): void {
  const steps = [proof.attackThrough, proof.controlThrough].map(
    (step) => step && [step.name, step.outcome, step.status, step.deniedBy],
  );
  assert.equal(proof.verdict, 'proved', `${proof.because}\n${message}\n${JSON.stringify(steps)}`);
  assert.deepEqual(
    proof.variants.filter(({ outcome }) => outcome === 'worked'),
    [],
  );
  t.diagnostic(proof.because);
}
