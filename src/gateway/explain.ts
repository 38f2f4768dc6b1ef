import { PortcullisError } from '../core/errors.js';
import { didYouMean } from '../core/nearest.js';
import type { ApiModel } from '../model/types.js';
import { phases, type Guard, type GuardContext, type Phase } from './guard.js';
import { guards } from './guards.js';
import { isEnforced, isOn } from './pipeline.js';

/** What one guard does for one operation. */
export interface GuardExplanation {
  readonly id: string;
  readonly title: string;
  readonly phase: Phase;
  /** `unneeded`: it compiled to nothing; `off`: the operation's mode leaves it out; `broken`: it denies everything. */
  readonly effect: 'enforced' | 'monitored' | 'unneeded' | 'off' | 'broken';
  readonly judges: readonly ('request' | 'answer')[];
  /** Settings of the operation that it reads: their values and places are in `operation.policy`. */
  readonly settings: readonly string[];
}

/** Services for a pipeline that is compiled to be looked at, never run. */
const inert: GuardContext['services'] = {
  clock: { now: () => Date.now(), monotonic: () => 0 },
  verifierOf: ({ scheme }) => ({
    scheme,
    challenges: [scheme],
    headers: [],
    verify: () => ({ state: 'absent' }),
    close: () => undefined,
  }),
  limiter: { take: () => ({ allowed: false, tightest: 0, remaining: 0, resetSeconds: 0 }) },
  lookup: { fetchObject: () => Promise.resolve(undefined) },
};

/** Every guard in the order of the phases, and what it does for the operation. Throws NOT_FOUND for an unknown id. */
export function explainGuards(model: ApiModel, operationId: string): readonly GuardExplanation[] {
  const operation = model.operations.get(operationId);
  if (!operation) {
    const hint = didYouMean(operationId, model.operations.keys());
    throw new PortcullisError('NOT_FOUND', `No operation is called ${JSON.stringify(operationId)}`, { hint });
  }
  const context: GuardContext = { model, services: inert };
  const order = [...guards].sort((a, b) => phaseIndex(a) - phaseIndex(b));
  return order.map((guard) => {
    const { id, title, phase, settings } = guard;
    if (!isOn(guard, operation)) return { id, title, phase, effect: 'off', judges: [], settings };
    try {
      const request = guard.compile?.(operation, context) ? (['request'] as const) : [];
      const answer = guard.compileAnswer?.(operation, context) ? (['answer'] as const) : [];
      const judges = [...request, ...answer];
      const active = isEnforced(guard, operation) ? 'enforced' : 'monitored';
      return { id, title, phase, effect: judges.length ? active : 'unneeded', judges, settings };
    } catch {
      return { id, title, phase, effect: 'broken', judges: [], settings };
    }
  });
}

function phaseIndex(guard: Guard): number {
  return phases.indexOf(guard.phase);
}
