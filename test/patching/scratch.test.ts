import test from 'node:test';
import { startBench } from './bench.js';
import { checks } from '../../src/pentest/checks.js';

test('scratch', async (t) => {
  const bench = await startBench(t);
  const t0 = performance.now();
  const all = [...checks].map(({ id }) => id);
  const findings = await bench.find(all);
  console.log('pentest', Math.round(performance.now() - t0), 'ms', findings.length);
  for (const finding of findings) {
    const t1 = performance.now();
    const proposal = bench.propose(finding);
    if (proposal.kind === 'impossible') { console.log(finding.ruleId, finding.operationId, 'IMPOSSIBLE', proposal.reason, finding.facts); continue; }
    const patch = proposal.kind === 'patch' ? proposal.patch : undefined;
    await bench.apply(patch ? [patch] : []);
    const guard = proposal.kind === 'patch' ? proposal.patch.guard : proposal.guard;
    const proof = await bench.prove(finding, { guard, ...(patch && { patch }) });
    console.log(finding.ruleId, finding.operationId, proposal.kind, guard, '->', proof.verdict, proof.because, Math.round(performance.now() - t1), 'ms');
    for (const v of proof.variants) if (v.outcome !== 'denied') console.log('     ', v.name, v.outcome, v.status, v.deniedBy);
    if (proof.verdict !== 'proved') console.log(JSON.stringify(patch?.set), JSON.stringify(finding.facts), JSON.stringify(finding.part), JSON.stringify(finding.replay?.steps.map((s) => [s.id, s.request.method, s.request.path, s.request.body, s.expect])));
  }
});
