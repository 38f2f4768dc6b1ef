import type { SecurityEvent } from '../../core/events.js';
import type { DetectionContext } from './context.js';

/** One event of a scenario: `at` is in seconds from its start; what is left out is made up. */
export type Step = Partial<Omit<SecurityEvent, 'id' | 'time'>> & Pick<SecurityEvent, 'kind'> & { readonly at: number };

/** A sequence of events that a detector must, or must not, fire for. */
export interface Scenario {
  readonly name: string;
  readonly context?: DetectionContext;
  steps(): readonly Step[];
  /** The clock goes on for so many seconds after the last event; default 0. */
  readonly thenSeconds?: number;
}

/** Scenarios begin here: a Monday, 08:00 UTC. */
export const scenarioStart = Date.UTC(2026, 0, 5, 8);

/** `count` steps, `everySeconds` apart. */
export function steps(
  count: number,
  everySeconds: number,
  make: (i: number) => Omit<Step, 'at'>,
  from = 0,
): readonly Step[] {
  return Array.from({ length: count }, (_, i) => ({ ...make(i), at: from + i * everySeconds }));
}

const outcomes: Partial<Record<SecurityEvent['kind'], SecurityEvent['outcome']>> = {
  access: 'allowed',
  denial: 'denied',
  would_deny: 'would-deny',
  authn_login_fail: 'failed',
};

/** The steps as events, in order of time. */
export function* eventsOf(scenario: Scenario): Generator<SecurityEvent> {
  const sorted = [...scenario.steps()].sort((a, b) => a.at - b.at);
  for (const [i, { at, ...step }] of sorted.entries()) {
    const time = scenarioStart + Math.round(at * 1000);
    const outcome = outcomes[step.kind] ?? 'info';
    yield { id: scenarioId(time, i), time, outcome, severity: 'info', ...step };
  }
}

/** A UUIDv7 that is the same in every run. */
function scenarioId(time: number, i: number): string {
  const hex = time.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${i.toString(16).padStart(12, '0')}`;
}
