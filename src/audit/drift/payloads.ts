import type { MediaType, Operation, ResponseSpec } from '../../model/types.js';
import { nameOf } from '../words.js';
import type { ChangeList } from './change-list.js';
import { diffSchemas } from './schemas.js';

const byType = (list: readonly MediaType[]): ReadonlyMap<string, MediaType> =>
  new Map(list.map((one) => [one.mediaType, one]));

/** What callers send. */
export function diffBodies(before: Operation, after: Operation, changes: ChangeList): void {
  const [was, is] = [before.body, after.body];
  const name = nameOf(after);
  if (!is) {
    if (was) {
      const node = was.node;
      changes.add('body-removed', {
        kind: 'breaking',
        operation: after,
        node,
        old: true,
        message: `${name} takes no body any more`,
      });
    }
    return;
  }
  if (is.required && !was?.required) {
    changes.add('body-required', {
      kind: 'breaking',
      operation: after,
      node: is.node,
      message: `${name} needs a body now`,
    });
  }
  const old = byType(was?.content ?? []);
  const current = byType(is.content);
  for (const [type, media] of current) {
    const match = old.get(type);
    if (match?.schema && media.schema) {
      diffSchemas(match.schema, media.schema, { changes, operation: after, direction: 'in', part: 'body' });
    } else if (!match && was) {
      // `*/*` takes everything: no schema fits what is sent then.
      const isWide = type.includes('*');
      changes.add(isWide ? 'media-type-widened' : 'media-type-added', {
        kind: isWide ? 'weakened' : 'additive',
        ...(isWide ? { severity: 'medium' as const } : {}),
        operation: after,
        node: media.node,
        part: type,
        message: `${name} takes ${type} now`,
      });
    } else if (match?.schema && !media.schema) {
      changes.add('body-schema-dropped', {
        kind: 'weakened',
        operation: after,
        node: media.node,
        part: type,
        message: `${name} says nothing any more about what a body of ${type} looks like`,
      });
    }
  }
  for (const [type, media] of old) {
    if (current.has(type)) continue;
    const message = `${name} takes ${type} no more`;
    changes.add('media-type-removed', {
      kind: 'breaking',
      operation: after,
      node: media.node,
      old: true,
      part: type,
      message,
    });
  }
}

const isSuccess = ({ status }: ResponseSpec): boolean => status.startsWith('2') || status === 'default';

/** What callers get. */
export function diffResponses(before: Operation, after: Operation, changes: ChangeList): void {
  const old = new Map(before.responses.map((one) => [one.status, one]));
  const current = new Map(after.responses.map((one) => [one.status, one]));
  const name = nameOf(after);
  for (const [status, is] of current) {
    const was = old.get(status);
    if (!was) {
      const message = `${name} may answer ${status} now`;
      changes.add('response-added', { kind: 'additive', operation: after, node: is.node, part: status, message });
      continue;
    }
    const types = byType(was.content);
    for (const media of is.content) {
      const match = types.get(media.mediaType);
      if (match?.schema && media.schema) {
        diffSchemas(match.schema, media.schema, {
          changes,
          operation: after,
          direction: 'out',
          part: `response ${status}`,
        });
      }
    }
  }
  for (const [status, was] of old) {
    if (current.has(status) || !isSuccess(was)) continue;
    const message = `${name} answers ${status} no more`;
    changes.add('response-removed', {
      kind: 'breaking',
      operation: after,
      node: was.node,
      old: true,
      part: status,
      message,
    });
  }
}
