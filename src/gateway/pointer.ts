/** Steps of a JSON Pointer (RFC 6901); `*` stands for every item of an array or every property of an object. */
export type Steps = readonly string[];

/** Reads a JSON Pointer; the empty pointer is the whole value. */
export function parsePointer(pointer: string): Steps {
  if (pointer === '') return [];
  return pointer
    .replace(/^\//, '')
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** One step as it stands in a pointer. */
export function escapeStep(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function arrayIndex(step: string): boolean {
  return /^(0|[1-9]\d*)$/.test(step);
}

/** Names under which `step` finds children of `value`: own ones only. */
function namesOf(value: Record<string, unknown>, step: string): readonly string[] {
  if (step === '*') return Object.keys(value);
  if (Array.isArray(value) && !arrayIndex(step)) return [];
  return Object.hasOwn(value, step) ? [step] : [];
}

/** Every value that the pointer finds, in order; `absent` counts the branches where it found none. */
export interface Found {
  readonly values: readonly unknown[];
  readonly absent: number;
}

export function valuesAt(value: unknown, steps: Steps): Found {
  let values: unknown[] = [value];
  let absent = 0;
  for (const step of steps) {
    const next: unknown[] = [];
    for (const parent of values) {
      const names = isContainer(parent) ? namesOf(parent, step) : [];
      // An empty list has no item that lacks the value; anything else without a child is an absence.
      if (names.length === 0 && !(step === '*' && Array.isArray(parent))) absent += 1;
      for (const name of names) next.push((parent as Record<string, unknown>)[name]);
    }
    values = next;
  }
  return { values, absent };
}

/** The one value at a pointer without `*`, or undefined. */
export function valueAt(value: unknown, steps: Steps): unknown {
  return valuesAt(value, steps).values[0];
}

/**
 * A copy of `value` without the properties that the pointer finds, or `value` itself when there are none. Array items
 * keep their places: a removed item becomes null.
 */
export function withoutAt(value: unknown, steps: Steps): unknown {
  const [step, ...rest] = steps;
  if (step === undefined || !isContainer(value)) return value;
  const names = namesOf(value, step);
  if (names.length === 0) return value;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value };
  let changed = false;
  for (const name of names) {
    const fields = copy as Record<string, unknown>;
    const before = fields[name];
    if (rest.length > 0) fields[name] = withoutAt(before, rest);
    else if (Array.isArray(copy)) fields[name] = null;
    else delete fields[name];
    changed ||= rest.length === 0 || fields[name] !== before;
  }
  return changed ? copy : value;
}
