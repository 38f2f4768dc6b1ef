import type { Detection } from './detection.js';
import type { Detector } from './detector.js';
import { DetectionEngine } from './engine.js';
import { eventsOf, type Scenario } from './scenario.js';
import type { DetectionSettings } from './settings.js';

/** Everything that a detector notices in a scenario. Throws what the detector throws. */
export function runScenario(
  detector: Detector,
  scenario: Scenario,
  settings: DetectionSettings = {},
): readonly Detection[] {
  const found: Detection[] = [];
  const engine = new DetectionEngine({
    detectors: [detector],
    settings,
    context: scenario.context ?? {},
    maxActors: 4096,
    onDetection: (detection) => found.push(detection),
    onFault: (_id, error) => {
      throw error;
    },
  });
  let last = 0;
  for (const event of eventsOf(scenario)) {
    engine.observe(event);
    last = event.time;
  }
  const { thenSeconds = 0 } = scenario;
  for (let passed = 10; passed <= thenSeconds; passed += 10) engine.tick(last + passed * 1000);
  return found;
}

/** Whether a detector's own scenarios come out as it says. */
export interface ScenarioResult {
  readonly detector: string;
  readonly scenario: string;
  readonly mustFire: boolean;
  readonly fired: number;
  readonly passed: boolean;
}

/** Runs all scenarios of a detector, with the policy's settings where there are some. */
export function testDetector(detector: Detector, settings: DetectionSettings = {}): readonly ScenarioResult[] {
  const judge = (scenario: Scenario, mustFire: boolean): ScenarioResult => {
    const fired = runScenario(detector, scenario, settings).length;
    return { detector: detector.id, scenario: scenario.name, mustFire, fired, passed: fired > 0 === mustFire };
  };
  return [
    ...detector.fires.map((scenario) => judge(scenario, true)),
    ...detector.silent.map((scenario) => judge(scenario, false)),
  ];
}
