import type { ResponseRecord } from '../core/http.js';

/** Paths of a JSON value with their types; items of an array share one path. `null` says nothing about a type. */
export function shapeOf(value: unknown, path = '', into = new Map<string, string>()): ReadonlyMap<string, string> {
  if (Array.isArray(value)) {
    into.set(path, 'array');
    for (const item of value) shapeOf(item, `${path}/*`, into);
  } else if (typeof value === 'object' && value !== null) {
    into.set(path, 'object');
    for (const [key, member] of Object.entries(value)) shapeOf(member, `${path}/${key}`, into);
  } else if (value !== null) into.set(path, typeof value);
  else if (!into.has(path)) into.set(path, 'null');
  return into;
}

function jsonOf(response: ResponseRecord): unknown {
  try {
    return JSON.parse(response.body);
  } catch {
    return undefined;
  }
}

/**
 * What is missing or different in the answer through the gateway; undefined when it serves the caller as well.
 * `mayLose`: properties may be gone (a patch that removes some), never others appear.
 */
export function shapeDifference(direct: ResponseRecord, through: ResponseRecord, mayLose: boolean): string | undefined {
  if (direct.status !== through.status) return `status ${through.status} instead of ${direct.status}`;
  const [before, after] = [jsonOf(direct), jsonOf(through)];
  if (before === undefined) return after === undefined ? undefined : 'the body became JSON';
  if (after === undefined) return 'the body is not JSON any more';
  const [wanted, got] = [shapeOf(before), shapeOf(after)];
  for (const [path, type] of wanted) {
    const found = got.get(path);
    if (found === undefined && !mayLose) return `${path} is missing`;
    if (found !== undefined && found !== type && found !== 'null' && type !== 'null')
      return `${path} is ${found} instead of ${type}`;
  }
  const extra = [...got.keys()].find((path) => !wanted.has(path));
  return extra === undefined ? undefined : `${extra} is new`;
}
