import type { ApiModel, Operation } from '../../model/types.js';
import { pathShape } from '../identity.js';
import { nameOf } from '../words.js';
import { ChangeList } from './change-list.js';
import { diffParameters } from './parameters.js';
import { diffBodies, diffResponses } from './payloads.js';
import { diffSchemes, diffSecurity } from './security.js';
import { diffServers } from './servers.js';
import type { Change } from './types.js';

/** What an operation is called whatever its parameters are named: the same call for a client. */
const keyOf = ({ method, path, outgoing }: Operation): string =>
  `${outgoing ? 'out ' : ''}${method} ${pathShape(path)}`;

function byKey({ operations }: ApiModel): ReadonlyMap<string, Operation> {
  return new Map([...operations.values()].map((operation) => [keyOf(operation), operation]));
}

function added(operation: Operation, changes: ChangeList): void {
  const { anonymousAllowed } = operation.security;
  const name = nameOf(operation);
  changes.add('operation-added', {
    kind: 'additive',
    operation,
    node: operation.node,
    message: `${name} is new`,
  });
  const others = [...changes.before.operations.values()];
  const asksOtherwise = others.some(({ security }) => security.requiresCredential);
  if (!anonymousAllowed || operation.outgoing || !asksOtherwise) return;
  changes.add('open-operation-added', {
    kind: 'weakened',
    severity: operation.isWrite ? 'high' : 'medium',
    operation,
    node: operation.security.node,
    message: `${name} is new, and callers need no credential for it`,
  });
}

function removed(operation: Operation, changes: ChangeList): void {
  changes.add('operation-removed', {
    kind: 'breaking',
    severity: operation.deprecated ? 'low' : 'medium',
    operation,
    node: operation.node,
    old: true,
    message: `${nameOf(operation)} is gone${operation.deprecated ? ', after it was deprecated' : ''}`,
  });
}

function same(before: Operation, after: Operation, changes: ChangeList): void {
  diffSecurity(before, after, changes);
  diffParameters(before, after, changes);
  diffBodies(before, after, changes);
  diffResponses(before, after, changes);
  if (!before.deprecated && after.deprecated) {
    changes.add('operation-deprecated', {
      kind: 'additive',
      operation: after,
      node: after.node,
      message: `${nameOf(after)} is deprecated now`,
    });
  }
  if (before.operationId && after.operationId && before.operationId !== after.operationId) {
    changes.add('operation-id-changed', {
      kind: 'breaking',
      severity: 'low',
      operation: after,
      node: after.node,
      message: `${nameOf(after)} was called ${before.operationId} and is ${after.operationId}: policies and generated clients name it`,
    });
  }
}

/**
 * What changed between two contracts, worst first: controls that are weaker although both are valid, what breaks clients
 * that were right, and what was added. Operations are matched by method and path, whatever their parameters are called.
 */
export function diffContracts(before: ApiModel, after: ApiModel): readonly Change[] {
  const changes = new ChangeList(before, after);
  const [old, current] = [byKey(before), byKey(after)];
  diffSchemes(changes);
  diffServers(changes);
  for (const [key, operation] of current) {
    const was = old.get(key);
    if (was) same(was, operation, changes);
    else added(operation, changes);
  }
  for (const [key, operation] of old) if (!current.has(key)) removed(operation, changes);
  return changes.sorted();
}
