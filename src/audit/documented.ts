import { below, isFields } from '../model/pointer.js';
import type { ApiModel, Operation } from '../model/types.js';
import type { Fix } from './rule.js';

/** The contract describes an answer of this status, alone or among others (`4XX`, `default`). */
export function documents({ responses }: Operation, status: string): boolean {
  const range = `${status[0]}XX`;
  return responses.some(
    (response) => response.status === status || response.status === range || response.status === 'default',
  );
}

/** Describes an answer where it is lacking. Nothing is refused for it. */
export function describing(
  operations: readonly Operation[],
  { status, description }: { readonly status: string; readonly description: string },
  { documents: files }: ApiModel,
): Fix {
  return {
    changes: operations.map(({ node }) => {
      const list = below(node, 'responses');
      if (isFields(files.at(list)?.value)) return { op: 'add', node: below(list, status), value: { description } };
      return { op: 'add', node: list, value: { [status]: { description } } };
    }),
  };
}
