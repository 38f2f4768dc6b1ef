import type { Expectation, Replay, ReplayRequest, ReplayStep } from '../core/replay.js';

/** Another form of an attack. */
export interface Variant {
  readonly name: string;
  readonly replay: Replay;
}

/** The request in another form; undefined or an equal one where the change does not touch it. */
export type Change = (request: ReplayRequest) => ReplayRequest | undefined;

const isOfAttack = ({ role }: ReplayStep) => role === 'attack' || role === 'verify';

/**
 * The attack without its control steps. A control that the attack is compared with, or that captures what it uses,
 * stays as a setup step: it is sent directly, whatever stands before the attack.
 */
export function attackOnly(replay: Replay): Replay {
  const attack = replay.steps.filter(isOfAttack);
  const text = JSON.stringify(attack);
  const compared = new Set(attack.flatMap(({ expect }) => [expect.sameAs, expect.differsFrom]));
  const isNeeded = ({ id, capture = {} }: ReplayStep) =>
    compared.has(id) || Object.keys(capture).some((name) => text.includes(`{{${name}}}`));
  const steps = replay.steps.filter((step) => step.role !== 'control' || isNeeded(step));
  return { steps: steps.map((step) => (step.role === 'control' ? { ...step, role: 'setup' } : step)) };
}

/** The control alone, with the setup it needs. */
export function controlOnly(replay: Replay): Replay {
  return { steps: replay.steps.filter((step) => !isOfAttack(step)) };
}

/** What is around the attack, without the attack itself. */
export function withoutAttack(replay: Replay): Replay {
  return { steps: attackOnly(replay).steps.filter(({ role }) => role !== 'attack') };
}

/** A HEAD answer has no body to tell an effect by: that it was let through is all there is. */
function expectationOf({ request, expect }: ReplayStep, changed: ReplayRequest): Expectation {
  if (changed.method !== 'HEAD' || request.method === 'HEAD') return expect;
  return { status: expect.status ?? '2xx' };
}

/** A variant that changes every attack request; undefined when the change touches none of them. */
export function changeAttack(replay: Replay, name: string, change: Change): Variant | undefined {
  let changed = false;
  const steps = attackOnly(replay).steps.map((step) => {
    if (step.role !== 'attack') return step;
    const request = change(step.request);
    if (request === undefined || JSON.stringify(request) === JSON.stringify(step.request)) return step;
    changed = true;
    return { ...step, request, expect: expectationOf(step, request) };
  });
  return changed ? { name, replay: { steps } } : undefined;
}

/** Variants of a list of changes; those that change nothing are left out. */
export function changeEach(replay: Replay, changes: Readonly<Record<string, Change>>): readonly Variant[] {
  return Object.entries(changes).flatMap(([name, change]) => changeAttack(replay, name, change) ?? []);
}

/** The attack sent with another credential. */
export function withCredential(replay: Replay, name: string, credential: ReplayStep['credential']): Variant {
  const steps = attackOnly(replay).steps.map((step) => (step.role === 'attack' ? { ...step, credential } : step));
  return { name, replay: { steps } };
}

/** The attack without any credential; none where it was sent without one already. */
export function asAnonymous(replay: Replay): readonly Variant[] {
  return [withCredential(replay, 'as anonymous', { actor: 'anonymous' })];
}

const attackText = ({ steps }: Replay) => JSON.stringify(steps.filter(({ role }) => role === 'attack'));

/** Variants that differ from the attack and from each other, in order. */
export function distinct(replay: Replay, variants: readonly Variant[]): readonly Variant[] {
  const seen = new Set([attackText(replay)]);
  return variants.filter((variant) => {
    const text = attackText(variant.replay);
    return seen.has(text) ? false : Boolean(seen.add(text));
  });
}
