import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SecurityEvent } from '../../../src/core/events.js';
import { defineDetector, type Detector } from '../../../src/telemetry/detection/detector.js';
import type { Detection } from '../../../src/telemetry/detection/detection.js';
import { DetectionEngine } from '../../../src/telemetry/detection/engine.js';
import { eventsOf, scenarioStart, steps } from '../../../src/telemetry/detection/scenario.js';
import type { DetectionSettings } from '../../../src/telemetry/detection/settings.js';
import { detectors } from '../../../src/telemetry/detectors.js';

/** Notices every denial from the `least`th on. */
const counting: Detector = defineDetector({
  id: 'counting',
  number: 99,
  title: 'Counting',
  version: 3,
  severity: 'low',
  attack: 'T0000',
  owasp: 'test',
  kinds: ['denial'],
  needs: ['client'],
  thresholds: { least: { default: 3, describe: 'denials' } },
  dedupSeconds: 60,
  response: ['block', 'alert', 'revoke'],
  acts: true,
  guard: '',
  runbook: '',
  start({ least }) {
    let count = 0;
    return {
      see: ({ event }) => {
        if (event.code === 'BREAK') throw new Error('broken');
        return ++count < least
          ? undefined
          : { summary: `${count}`, observed: count, threshold: least, windowSeconds: 1 };
      },
    };
  },
  fires: [],
  silent: [],
});

const denial = (client: string, code = 'X') => ({
  kind: 'denial' as const,
  client,
  code,
  agent: 'a',
  operationId: 'op',
});
const events = (count: number, everySeconds: number, client = '198.51.100.7') => [
  ...eventsOf({ name: '', steps: () => steps(count, everySeconds, () => denial(client)) }),
];

function watch(list: Iterable<SecurityEvent>, settings: DetectionSettings = {}) {
  const found: Detection[] = [];
  const faults: string[] = [];
  const engine = new DetectionEngine({
    detectors: [counting],
    settings,
    onDetection: (detection) => found.push(detection),
    onFault: (id) => faults.push(id),
  });
  for (const event of list) engine.observe(event);
  return { found, faults, engine };
}

describe('a detection', () => {
  const list = events(4, 1);
  const [detection] = watch(list).found;

  it('carries the evidence: rule, version, actor, operation, numbers, samples, technique, runbook', () => {
    assert.ok(detection);
    const { rule, version, actor, operations, observed, threshold, windowSeconds, samples, attack, runbook } =
      detection;
    assert.deepEqual(
      { rule, version, operations, observed, threshold, windowSeconds, attack, runbook },
      {
        rule: 'counting',
        version: 3,
        operations: ['op'],
        observed: 3,
        threshold: 3,
        windowSeconds: 1,
        attack: 'T0000',
        runbook: 'docs/detections.md#counting',
      },
    );
    assert.deepEqual(samples, [list[2]!.id, list[1]!.id, list[0]!.id]);
    assert.deepEqual(actor, { key: 'address:198.51.100.7 agent:a', address: '198.51.100.7', agent: 'a' });
  });

  it('acts where its detector may, and never revokes by itself', () => {
    assert.deepEqual([detection!.acts, detection!.proposes], [['block', 'alert'], ['revoke']]);
  });

  it('is told once in its dedup window, and how often it was left out comes with the next', () => {
    const { found } = watch(events(80, 1));
    assert.deepEqual(
      found.map(({ suppressed }) => suppressed),
      [0, 59],
    );
  });

  it('samples events of its actor only', () => {
    const both = [...events(5, 2, '198.51.100.7'), ...events(2, 3, '203.0.113.9')].sort((a, b) => a.time - b.time);
    const of = new Map(both.map(({ id, client }) => [`${id} ${client}`, client]));
    for (const { samples, actor } of watch(both).found)
      for (const id of samples) assert.ok(of.has(`${id} ${actor!.address}`));
  });
});

describe('the policy', () => {
  it('sets thresholds, switches off, and narrows what is done', () => {
    assert.equal(watch(events(9, 1), { counting: { least: 10 } }).found.length, 0);
    assert.equal(watch(events(9, 1), { counting: { enabled: false } }).found.length, 0);
    const [alone] = watch(events(9, 1), { counting: { response: ['alert'] } }).found;
    assert.deepEqual([alone!.acts, alone!.proposes], [['alert'], []]);
  });

  it('only six detectors act by themselves, whatever it says', () => {
    const acting = [...detectors].filter(({ acts }) => acts).map(({ number }) => number);
    assert.deepEqual(
      acting.sort((a, b) => a - b),
      [12, 13, 15, 19, 38, 39],
    );
  });
});

describe('the engine', () => {
  it('starts a detector that broke anew, says so, and goes on', () => {
    const broken = { ...events(1, 1)[0]!, code: 'BREAK' };
    const { found, faults } = watch([...events(2, 1), broken, ...events(3, 1)]);
    assert.deepEqual([faults, found.length], [['counting'], 1]);
  });

  it('learns without telling', () => {
    const { engine, found } = watch([]);
    engine.learn(events(9, 1));
    assert.equal(found.length, 0);
    assert.equal(engine.observed, 9);
  });

  it('believes a clock that was set back by an hour, and takes a little disorder for what it is', () => {
    const late = events(3, 1).map((event) => ({ ...event, time: event.time - 3_600_000 }));
    const { found } = watch([...events(1, 1), ...late]);
    assert.equal(found[0]!.time, scenarioStart - 3_600_000 + 1000);
    const [one, two, three] = events(3, 10) as [SecurityEvent, SecurityEvent, SecurityEvent];
    assert.equal(watch([three, two, one]).found[0]!.time, three.time);
  });

  it('has all 42 detectors, numbered once each', () => {
    const numbers = [...detectors].map(({ number }) => number).sort((a, b) => a - b);
    assert.deepEqual(
      numbers,
      Array.from({ length: 42 }, (_, i) => i + 1),
    );
  });
});
