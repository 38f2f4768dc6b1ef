import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import type { Finding } from '../../src/core/finding.js';
import { openDatabase } from '../../src/store/driver.js';
import { startBench, type Bench, type BenchOptions } from './bench.js';

export interface LoopOptions extends BenchOptions {
  readonly operations?: readonly string[];
  /** "check operation" -> "patch GUARD", "covered GUARD" or "impossible". All findings, and no others. */
  readonly expected: Readonly<Record<string, string>>;
  /** The shop's data are the same before and after each proof. Not for attacks that need an account of their own. */
  readonly leavesNothing?: boolean;
}

/** The goal is 2 s on a quiet machine (the figures are printed). CPU time of shop, gateway and prover: others have no part in it. */
const mostCpuMillis = 5000;

function cpuMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Pentest, patch, reload and proof of some checks on the real shop: each finding that can be closed is proved closed. */
export function describeLoop(name: string, checkIds: readonly string[], options: LoopOptions): void {
  test(name, async (t) => {
    const bench = await startBench(t, options);
    const findings = await bench.find(checkIds, options.operations);
    const outcomes: Record<string, string> = {};
    for (const finding of findings) {
      const key = keyOf(finding);
      await t.test(key, async () => {
        outcomes[key] = await closeAndProve(t, bench, finding, options);
      });
    }
    assert.deepEqual(outcomes, options.expected);
  });
}

const keyOf = ({ ruleId, operationId }: Finding) => `${ruleId} ${operationId ?? '-'}`;

async function closeAndProve(t: TestContext, bench: Bench, finding: Finding, { leavesNothing = false }: LoopOptions) {
  const [started, cpuStarted] = [performance.now(), cpuMillis()];
  const proposal = bench.propose(finding);
  if (proposal.kind === 'impossible') return 'impossible';
  const patch = proposal.kind === 'patch' ? proposal.patch : undefined;
  const guard = proposal.kind === 'patch' ? proposal.patch.guard : proposal.guard;
  await bench.apply(patch ? [patch] : []);
  const before = leavesNothing ? stateOf(bench.data) : undefined;
  const proof = await bench.prove(finding, { guard, ...(patch && { patch }) });
  const millis = performance.now() - started;
  const cpu = cpuMillis() - cpuStarted;
  assert.equal(proof.verdict, 'proved', proof.because);
  assert.equal(proof.patch, patch?.id);
  assert.deepEqual(
    proof.variants.filter(({ outcome }) => outcome === 'worked'),
    [],
  );
  assert.ok(cpu < mostCpuMillis, `${Math.round(cpu)} ms of CPU time`);
  if (before) assert.deepEqual(stateOf(bench.data), before, 'the proof leaves nothing behind');
  t.diagnostic(
    `${keyOf(finding)}: ${proof.variants.length} variants, ${Math.round(millis)} ms, ${Math.round(cpu)} of them CPU`,
  );
  return `${proposal.kind} ${guard}`;
}

/** Every row of the shop. */
export function stateOf(file: string): Readonly<Record<string, readonly unknown[]>> {
  const database = openDatabase(file);
  try {
    const tables = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .all();
    const names = (tables as readonly { readonly name: string }[]).map(({ name }) => name);
    return Object.fromEntries(names.map((name) => [name, database.prepare(`SELECT * FROM "${name}"`).all()]));
  } finally {
    database.close();
  }
}
