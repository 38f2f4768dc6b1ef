import type { Exchange } from './exchange.js';
import { formType, parseContentType } from './media-type.js';
import { parsePairs, UndecodableError } from './parameters/pairs.js';
import { parsePointer, type Steps } from './pointer.js';

/** Whether a request sets the property at the pointer. */
export type Sets = (steps: Steps) => boolean;

type Fields = Readonly<Record<string, unknown>>;

/** Servers often bind names whatever their case: `CreditLimit` sets `creditLimit` there. */
function sameName(name: string, step: string): boolean {
  return step === '*' || name === step || name.toLowerCase() === step.toLowerCase();
}

function setsIn(value: unknown, steps: Steps): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.keys(value).some((name) => sameName(name, step) && setsIn((value as Fields)[name], rest));
}

/** Whether one place lies inside the other, or is the other. */
function overlap(path: Steps, steps: Steps): boolean {
  return path.slice(0, steps.length).every((name, i) => name === '-' || sameName(name, steps[i]!));
}

/** JSON Patch (RFC 6902) writes by path: a parent, the property itself, or something inside it. */
function patchSets(operations: unknown, steps: Steps): boolean {
  if (!Array.isArray(operations)) return true;
  return operations.some((operation: unknown) => {
    const { op, path, from, value } = (operation ?? {}) as Fields;
    if (op === 'test') return false;
    if (typeof path !== 'string') return true;
    const moved = op === 'move' && typeof from === 'string' && overlap(parsePointer(from), steps);
    const at = parsePointer(path);
    if (!overlap(at, steps)) return moved;
    // `copy` and `move` bring a value that is not in the body: it may hold anything.
    if (at.length >= steps.length || (op !== 'add' && op !== 'replace')) return true;
    return moved || setsIn(value, steps.slice(at.length));
  });
}

function formSets(body: Buffer, steps: Steps): boolean {
  try {
    return parsePairs(body.toString('utf8')).some(({ name }) => {
      const path = name.split(/[[\].]+/).filter((step) => step !== '');
      return path.length > 0 && overlap(path, steps);
    });
  } catch (cause) {
    if (cause instanceof UndecodableError) return true;
    throw cause;
  }
}

/** Reads which properties a request sets; undefined when its body cannot be read for that. Call `readJson` before. */
export function writtenProperties(exchange: Exchange): Sets | undefined {
  const { body, json } = exchange;
  const type = parseContentType(exchange.headers['content-type'] ?? '');
  if (json !== undefined) {
    const isPatch = type?.mediaType === 'application/json-patch+json';
    return (steps) => (isPatch ? patchSets(json, steps) : setsIn(json, steps));
  }
  if (!body?.length) return hasContent(exchange) ? undefined : () => false;
  return type?.mediaType === formType ? (steps) => formSets(body, steps) : undefined;
}

/** Whether the message has content by its framing (RFC 9112 6.3), whatever its `Content-Type` says. */
export function hasContent({ body, headers }: Exchange): boolean {
  if (body !== undefined) return body.length > 0;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
