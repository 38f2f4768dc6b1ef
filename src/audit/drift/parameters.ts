import type { Operation, Parameter } from '../../model/types.js';
import { nameOf } from '../words.js';
import type { ChangeList } from './change-list.js';
import { diffSchemas } from './schemas.js';

/** Header names have no case (RFC 9110 5.1); path parameters are matched by their position. */
function keysOf({ parameters, path }: Operation): ReadonlyMap<string, Parameter> {
  const inPath = [...path.matchAll(/\{([^}]*)\}/g)].map((match) => match[1]!);
  return new Map(
    parameters.map((parameter) => {
      const { in: location, name } = parameter;
      if (location === 'path') return [`path ${inPath.indexOf(name)}`, parameter];
      return [`${location} ${location === 'header' ? name.toLowerCase() : name}`, parameter];
    }),
  );
}

/** What callers send beside the body. */
export function diffParameters(before: Operation, after: Operation, changes: ChangeList): void {
  const [old, current] = [keysOf(before), keysOf(after)];
  for (const [key, is] of current) {
    const was = old.get(key);
    const part = `${is.in} ${is.name}`;
    const common = { operation: after, node: is.node, part };
    if (!was) {
      changes.add(is.required ? 'required-parameter-added' : 'parameter-added', {
        ...common,
        kind: is.required ? 'breaking' : 'additive',
        message: `${nameOf(after)} takes ${is.in} parameter "${is.name}" now${is.required ? ', and needs it' : ''}`,
      });
      continue;
    }
    if (is.required && !was.required) {
      changes.add('parameter-required', {
        ...common,
        kind: 'breaking',
        message: `${nameOf(after)} needs ${is.in} parameter "${is.name}" now`,
      });
    }
    if (was.schema && is.schema) {
      diffSchemas(was.schema, is.schema, { changes, operation: after, direction: 'in', part });
    }
  }
  for (const [key, was] of old) {
    if (current.has(key)) continue;
    changes.add('parameter-removed', {
      kind: 'breaking',
      severity: 'low',
      operation: after,
      node: was.node,
      old: true,
      part: `${was.in} ${was.name}`,
      message: `${nameOf(after)} takes ${was.in} parameter "${was.name}" no more`,
    });
  }
}
