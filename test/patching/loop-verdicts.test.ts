import assert from 'node:assert/strict';
import test from 'node:test';
import { PortcullisError } from '../../src/core/errors.js';
import type { Finding, PolicyPatch } from '../../src/core/finding.js';
import { startBench, type Bench } from './bench.js';

async function orderFinding(bench: Bench): Promise<{ readonly finding: Finding; readonly patch: PolicyPatch }> {
  const [finding] = await bench.find(['bola-read'], ['getOrder']);
  const proposal = bench.propose(finding!);
  assert.equal(proposal.kind, 'patch');
  return { finding: finding!, patch: (proposal as { readonly patch: PolicyPatch }).patch };
}

const proveWith = (bench: Bench, finding: Finding, patch: PolicyPatch) =>
  bench.prove(finding, { patch, guard: patch.guard });

test('wrong patches are told from right ones', async (t) => {
  const bench = await startBench(t);
  const { finding, patch } = await orderFinding(bench);

  await t.test('without the patch in force the attack itself gets through', async () => {
    const proof = await proveWith(bench, finding, patch);
    assert.equal(proof.verdict, 'bypassed');
    assert.match(proof.because, /the attack itself/);
  });

  await t.test('a patch that lets the attacker cross is bypassed', async () => {
    const owner = { ...(patch.set['owner'] as object), crossedBy: ['customer', 'support', 'admin'] };
    const wrong = { ...patch, set: { owner } };
    await bench.apply([wrong]);
    const proof = await proveWith(bench, finding, wrong);
    assert.equal(proof.verdict, 'bypassed');
  });

  await t.test('a patch that closes the operation to its rightful users breaks legitimate use', async () => {
    const wide = { ...patch, guard: 'roles', set: { roles: ['admin'] } };
    await bench.apply([wide]);
    const proof = await proveWith(bench, finding, wide);
    assert.equal(proof.verdict, 'breaks-legitimate-use');
    assert.match(proof.because, /status 403/);
  });

  await t.test('a denial by another guard than the patch names proves nothing about the patch', async () => {
    await bench.apply([patch]);
    const proof = await proveWith(bench, finding, { ...patch, guard: 'constraints' });
    assert.equal(proof.verdict, 'inconclusive');
    assert.match(proof.because, /denied by object-owner before constraints/);
  });

  await t.test('a patch without a legitimate call beside it is not proved', async () => {
    const steps = finding.replay!.steps.filter(({ role }) => role !== 'control');
    const proof = await proveWith(bench, { ...finding, replay: { steps } }, patch);
    assert.equal(proof.verdict, 'inconclusive');
    assert.match(proof.because, /no legitimate call/);
  });

  await t.test('a setup that does not work says so', async () => {
    const steps = finding.replay!.steps.map((step) =>
      step.role === 'setup' ? { ...step, request: { ...step.request, body: '{}' } } : step,
    );
    const proof = await proveWith(bench, { ...finding, replay: { steps } }, patch);
    assert.equal(proof.verdict, 'inconclusive');
    assert.match(proof.because, /setup does not work/);
  });

  await t.test('a target that is down cannot be proved', async () => {
    await bench.orchard.close();
    await assert.rejects(
      proveWith(bench, finding, patch),
      (error: unknown) => error instanceof PortcullisError && error.code === 'TARGET_UNREACHABLE',
    );
  });
});

test('a narrow bound is bypassed by the variant that it forgot', async (t) => {
  // The inspection would close the variants as well.
  const policy = (text: string) => text.replace(/^defaults:\n/m, 'defaults:\n  inspection: { mode: off }\n');
  const bench = await startBench(t, { policy });
  const [finding] = await bench.find(['sql-injection-union'], ['listProducts']);
  const schema = { type: 'string', not: { pattern: ' UNION SELECT ' } };
  const proposal = bench.propose(finding!) as { readonly patch: PolicyPatch };
  const narrow = { ...proposal.patch, set: { constraints: [{ in: 'query', name: 'q', schema }] } };
  await bench.apply([narrow]);
  const proof = await proveWith(bench, finding!, narrow);
  assert.equal(proof.verdict, 'bypassed');
  assert.match(proof.because, /the variant "/);
});

test('a hole that is closed upstream needs no patch any more', async (t) => {
  const open = await startBench(t);
  const { finding, patch } = await orderFinding(open);
  const mended = await startBench(t, { closed: ['order-read-any'] });
  await mended.apply([patch]);
  const proof = await proveWith(mended, finding, patch);
  assert.equal(proof.verdict, 'already-fixed');
});
