import {
  inspectionModes,
  leakClasses,
  leakModes,
  type Family,
  type InspectionMode,
  type LeakClass,
  type LeakMode,
} from '../core/inspection.js';
import type { Layer, Placed } from './compile-context.js';
import { eachOf } from './compile-layers.js';
import type { PropertyKinds } from './compile-properties.js';
import type { Faults } from './policy-faults.js';
import { below } from './pointer.js';
import { checkDate, isoDay } from './policy-suppressions.js';
import type { InspectionException, InspectionPolicy, NodeRef } from './types.js';

const longestDays = 180;
const dayMillis = 86_400_000;
const place = /^(?:(?:query|header|path|cookie):[^*]+|body:(?:\/.*)?)$/;

/** A patch may only make it stricter. */
function stricter(before: InspectionMode, wanted: InspectionMode): InspectionMode {
  return inspectionModes[Math.min(inspectionModes.indexOf(before), inspectionModes.indexOf(wanted))]!;
}

function stricterLeak(before: LeakMode, wanted: LeakMode): LeakMode {
  return leakModes[Math.min(leakModes.indexOf(before), leakModes.indexOf(wanted))]!;
}

interface Context {
  readonly faults: Faults;
  readonly today: Date;
  readonly kinds: PropertyKinds;
}

/** How attacks are looked for: layers are merged key by key; exceptions add up. */
export function compileInspection(
  layers: readonly Layer[],
  { faults, today, kinds }: Context,
): Placed<InspectionPolicy> {
  let mode: InspectionMode = 'deny';
  let level: InspectionPolicy['level'] = 'standard';
  let onBudget: InspectionPolicy['onBudget'] = 'deny';
  const families = new Map<Family, InspectionMode>();
  const exceptions: InspectionException[] = [];
  const answers = Object.fromEntries(leakClasses.map((name) => [name, 'monitor'])) as Record<LeakClass, LeakMode>;
  const said = eachOf(layers, 'inspection');
  for (const { value, node, layer } of said) {
    const isPatch = layer.source === 'patch';
    if (value.mode) mode = isPatch ? stricter(mode, value.mode) : value.mode;
    level = value.level ?? level;
    onBudget = value.onBudget ?? onBudget;
    for (const [family, wanted] of Object.entries(value.families ?? {}) as [Family, InspectionMode][]) {
      families.set(family, isPatch ? stricter(families.get(family) ?? mode, wanted) : wanted);
    }
    for (const [name, wanted] of Object.entries(value.answers ?? {}) as [LeakClass, LeakMode][]) {
      answers[name] = isPatch ? stricterLeak(answers[name], wanted) : wanted;
    }
    for (const [index, exception] of (value.exceptions ?? []).entries()) {
      checkException(exception, below(node, 'exceptions', index), { faults, today });
      exceptions.push(exception);
    }
  }
  const value = {
    mode,
    level,
    onBudget,
    families,
    exceptions,
    answers,
    kinds: new Map([...kinds].map(([pointer, { value: kind }]) => [pointer, kind] as const)),
  };
  return { value, node: said.at(-1)?.node };
}

function checkException(
  { at, expires }: InspectionException,
  node: NodeRef,
  { faults, today }: Pick<Context, 'faults' | 'today'>,
): void {
  if (!place.test(at) || at.split('*').length > 2) {
    faults.add('POLICY_INVALID', `"${at}" names no place of a request`, below(node, 'at'), {
      expected: 'query:NAME, header:NAME, path:NAME, cookie:NAME or body:/pointer with one `*` at most',
    });
  }
  const end = checkDate(expires, below(node, 'expires'), faults);
  if (end !== undefined && end > today.getTime() + longestDays * dayMillis) {
    faults.add('POLICY_INVALID', `An exception holds for ${longestDays} days at most`, below(node, 'expires'), {
      expected: `a date up to ${isoDay(new Date(today.getTime() + longestDays * dayMillis))}`,
    });
  }
}
