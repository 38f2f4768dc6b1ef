import { PortcullisError } from '../core/errors.js';
import { didYouMean } from '../core/nearest.js';
import type { ApiModel, Operation, Project } from '../model/types.js';

/** An operation with its API. */
export interface FoundOperation {
  readonly model: ApiModel;
  readonly operation: Operation;
}

const spelling = ({ method, path }: Operation) => `${method.toUpperCase()} ${path}`;

/** By `operationId`, or by `METHOD /path` in any case of the method. Throws `NOT_FOUND` with the nearest name. */
export function findOperation(project: Project, name: string): FoundOperation {
  const wanted = name.replace(/^[a-z]+(?= \/)/i, (method) => method.toUpperCase());
  for (const model of project.apis) {
    for (const operation of model.operations.values()) {
      if (operation.id === name || spelling(operation) === wanted) return { model, operation };
    }
  }
  const isPath = name.includes('/');
  const names = project.apis.flatMap((model) =>
    [...model.operations.values()].map((each) => (isPath ? spelling(each) : each.id)),
  );
  throw new PortcullisError('NOT_FOUND', `There is no operation "${name}"`, {
    expected: 'an operationId, or METHOD /path as in the contract',
    hint: didYouMean(wanted, names),
  });
}
