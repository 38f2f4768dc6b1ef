import { createHash } from 'node:crypto';
import type { ApiModel, Operation } from '../model/types.js';
import { explainOperation } from '../model/policy-explain.js';

/**
 * SHA-256 of everything that decides about calls of an operation: what `policy explain` prints of it, its place, its
 * upstream. Equal as long as a proof about the operation means what it did. Where there is no such operation, of the API.
 */
export function operationDigest(model: ApiModel, operationId: string | undefined, version: string): string {
  const operation = operationId === undefined ? undefined : model.operations.get(operationId);
  const facts = [version, model.upstream?.url, ...(operation ? factsOf(model, operation) : [model.digest])];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

/** Of all operations together: nothing that was found out about the API means another thing while this is equal. */
export function surfaceDigest(model: ApiModel, version: string): string {
  const digests = [...model.operations.keys()].map((id) => [id, operationDigest(model, id, version)]);
  return createHash('sha256').update(JSON.stringify(digests.toSorted())).digest('hex');
}

function factsOf(model: ApiModel, { id, method, publicPath, upstreamPath, parameters, body, responses }: Operation) {
  const settings = explainOperation(model, id).map(({ setting, value }) => [setting, value]);
  return [method, publicPath, upstreamPath, settings, plainText([parameters, body, responses])];
}

/** As JSON; a schema that holds itself is told once. */
function plainText(value: unknown): string {
  const open = new Set<object>();
  return JSON.stringify(value, (key, part: unknown) => {
    if (key === 'node') return undefined;
    if (typeof part !== 'object' || part === null) return part;
    if (open.has(part)) return '(again)';
    open.add(part);
    return part instanceof Map ? [...part] : part;
  });
}
