import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Detector } from '../../src/telemetry/detection/detector.js';
import { DetectionEngine } from '../../src/telemetry/detection/engine.js';
import { runScenario } from '../../src/telemetry/detection/run-scenario.js';
import { eventsOf } from '../../src/telemetry/detection/scenario.js';

const numbers: ReadonlySet<string> = new Set(['status', 'bytesOut', 'limitUsed', 'cost', 'objectNumber', 'micros']);

/** Something of the field's type that means nothing. */
function valueOf(field: string): unknown {
  if (field === 'detail') return {};
  return numbers.has(field) ? 1 : 'x';
}

/** What must hold for every entry of the catalogue: its own scenarios, and what absence and the policy mean. */
export function testDetector(detector: Detector, more?: () => void): void {
  describe(detector.id, () => {
    for (const scenario of detector.fires) {
      it(`fires: ${scenario.name}`, () => {
        const [first] = runScenario(detector, scenario);
        assert.ok(first, 'nothing was detected');
        assert.equal(first.rule, detector.id);
        assert.ok(first.samples.length <= 5);
        assert.ok(Number.isFinite(first.observed) && Number.isFinite(first.threshold));
        if (detector.kinds.length > 0 && detector.id !== 'monitoring-silenced')
          assert.ok(first.samples.length > 0 || first.about.kind === 'operation');
      });

      it(`is off when the policy says so: ${scenario.name}`, () => {
        assert.deepEqual(runScenario(detector, scenario, { [detector.id]: { enabled: false } }), []);
      });

      for (const field of detector.needs.filter((name) => name !== 'kind')) {
        it(`stays silent without ${field}: ${scenario.name}`, () => {
          const steps = () => scenario.steps().map((step) => ({ ...step, [field]: undefined }));
          assert.deepEqual(runScenario(detector, { ...scenario, steps }), []);
        });
      }
    }

    for (const scenario of detector.silent) {
      it(`stays silent: ${scenario.name}`, () => {
        assert.deepEqual(
          runScenario(detector, scenario).map(({ summary }) => summary),
          [],
        );
      });
    }

    it('has scenarios of both kinds', () => {
      assert.ok(detector.fires.length > 0 && detector.silent.length > 0);
    });

    it('does not break over events that have nothing but what it needs', () => {
      let faults = 0;
      const engine = new DetectionEngine({
        detectors: [detector],
        onDetection: () => undefined,
        onFault: () => faults++,
      });
      const needed = Object.fromEntries(detector.needs.map((name) => [name, valueOf(name)]));
      const bare = detector.kinds.flatMap((kind) => [0, 1, 700].map((at) => ({ ...needed, kind, at })));
      for (const event of eventsOf({ name: 'bare', steps: () => bare })) engine.observe(event);
      assert.equal(faults, 0);
    });

    more?.();
  });
}
