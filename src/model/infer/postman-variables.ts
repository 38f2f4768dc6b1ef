import { isFields, memberOf } from '../pointer.js';

/** Values of `{{name}}`. */
export type Variables = ReadonlyMap<string, string>;

/** Variables may name variables; whoever needs more goes round in a circle. */
const mostRounds = 10;
/** What a text may grow to by its variables. */
const longestText = 1024 * 1024;

/** Variables of a collection: a list of `key` (or `id`) and `value`. */
export function variablesOf(list: unknown): Variables {
  const found = new Map<string, string>();
  for (const one of Array.isArray(list) ? list : []) {
    const name = memberOf(one, 'key') ?? memberOf(one, 'id');
    const value = memberOf(one, 'value');
    const isSet = isFields(one) && one.disabled !== true && value !== undefined && value !== null && value !== '';
    if (typeof name === 'string' && isSet) found.set(name, String(value));
  }
  return found;
}

/** The text with the values of its variables; those without a value stay. */
export function fill(text: string, variables: Variables): string {
  let filled = text;
  for (let round = 0; round < mostRounds && filled.includes('{{'); round += 1) {
    const next = filled.replaceAll(/\{\{([^{}]*)\}\}/g, (whole, name: string) => variables.get(name.trim()) ?? whole);
    if (next === filled || next.length > longestText) break;
    filled = next;
  }
  return filled;
}
