import type { LearnRule } from '../model/types.js';
import type { UpstreamAnswer } from './exchange.js';
import { parsePointer, valuesAt } from './pointer.js';
import { decode } from './path.js';
import { idText } from './principal-field.js';

/** More new things in one answer are not remembered. */
const maxIds = 1000;

/** Id in a `Location` that leads to one of the paths; undefined when it leads elsewhere (RFC 9110 10.2.2). */
export function idInLocation(location: string, rule: Pick<LearnRule & { on: 'create' }, 'itemPaths' | 'parameter'>) {
  if (!URL.canParse(location, 'http://upstream.invalid')) return undefined;
  const segments = new URL(location, 'http://upstream.invalid').pathname.replace(/\/$/, '').split('/');
  for (const path of rule.itemPaths) {
    const template = path.split('/').slice(1);
    const tail = segments.slice(-template.length);
    if (segments.length <= template.length) continue;
    if (!template.every((step, i) => step.startsWith('{') || step === tail[i])) continue;
    const id = decode(tail[template.indexOf(`{${rule.parameter}}`)] ?? '');
    if (id !== undefined && id !== '') return id;
  }
  return undefined;
}

/** Reads ids of new things from the answer of the operation that made them. Absent ones are none. */
export function createdIds(rule: Extract<LearnRule, { on: 'create' }>): (answer: UpstreamAnswer) => readonly string[] {
  const pointers = (rule.createdId === undefined ? rule.idNames.map((name) => `/${name}`) : [rule.createdId]).map(
    parsePointer,
  );
  return (answer) => {
    const location = rule.createdId === undefined ? locationOf(answer) : undefined;
    const led = location === undefined ? undefined : idInLocation(location, rule);
    if (led !== undefined) return [led];
    const body = answer.json();
    for (const steps of pointers) {
      const ids = valuesAt(body, steps)
        .values.map(idText)
        .filter((id) => id !== undefined);
      if (ids.length > 0) return ids.slice(0, maxIds);
    }
    return [];
  };
}

function locationOf({ headers }: UpstreamAnswer): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
}
