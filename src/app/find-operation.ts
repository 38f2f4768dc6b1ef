import { PortcullisError } from '../core/errors.js';
import { didYouMean } from '../core/nearest.js';
import type { ApiModel, Operation, Project } from '../model/types.js';

/** An operation with its API. */
export interface FoundOperation {
  readonly model: ApiModel;
  readonly operation: Operation;
}

/** By `operationId`, or by `METHOD /path` in any case of the method. Throws `NOT_FOUND` with the nearest name. */
export function findOperation(project: Project, name: string): FoundOperation {
  const wanted = name.replace(/^[a-z]+(?= \/)/, (method) => method.toUpperCase());
  for (const model of project.apis) {
    for (const operation of model.operations.values()) {
      const spelled = `${operation.method.toUpperCase()} ${operation.path}`;
      if (operation.id === name || spelled === wanted) return { model, operation };
    }
  }
  const names = project.apis.flatMap((model) => [...model.operations.keys()]);
  throw new PortcullisError('NOT_FOUND', `There is no operation "${name}"`, {
    expected: 'an operationId, or METHOD /path as in the contract',
    hint: didYouMean(name, names),
  });
}
