import type { JsonPatchOperation } from '../core/finding.js';
import { descend, pointerTokens } from '../model/pointer.js';

type Container = unknown[] | Record<string, unknown>;

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function applyToList(list: unknown[], token: string, step: JsonPatchOperation): boolean {
  const index = token === '-' ? list.length : Number(token);
  const last = step.op === 'add' ? list.length : list.length - 1;
  if (!Number.isInteger(index) || index < 0 || index > last) return false;
  if (step.op === 'remove') list.splice(index, 1);
  else list.splice(index, step.op === 'add' ? 0 : 1, structuredClone(step.value));
  return true;
}

function applyToMap(map: Record<string, unknown>, token: string, step: JsonPatchOperation): boolean {
  if (step.op !== 'add' && !Object.hasOwn(map, token)) return false;
  if (step.op === 'remove') delete map[token];
  // Not by assignment: `__proto__` is a key like any other.
  else Object.defineProperty(map, token, { value: structuredClone(step.value), ...plain });
  return true;
}

const plain = { configurable: true, enumerable: true, writable: true };

/** Applies one step in place; false when its place does not exist (RFC 6902, 4). */
export function applyStep(document: unknown, step: JsonPatchOperation): boolean {
  const tokens = pointerTokens(step.path);
  const last = tokens?.at(-1);
  if (!tokens || last === undefined) return false;
  const parent = descend(document, tokens.slice(0, -1));
  if (!isContainer(parent)) return false;
  return Array.isArray(parent) ? applyToList(parent, last, step) : applyToMap(parent, last, step);
}

/** A document with a JSON Patch applied (`add`, `replace`, `remove`); undefined when a step has no place in it. */
export function applyPatch(document: unknown, patch: readonly JsonPatchOperation[]): unknown {
  const copy = structuredClone(document);
  return patch.every((step) => applyStep(copy, step)) ? copy : undefined;
}
