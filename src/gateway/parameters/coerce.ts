import type { Shape } from './shape.js';

const integer = /^-?(?:0|[1-9]\d{0,308})$/;
const number = /^-?(?:0|[1-9]\d{0,308})(?:\.\d{1,308})?(?:[eE][+-]?\d{1,3})?$/;

/** Text beyond the edge of int64 rounds onto it as a double: it stays text, so that no schema takes it for a number. */
function roundsOntoEdge(text: string, value: number): boolean {
  return Math.abs(value) === 2 ** 63 && BigInt(text) !== BigInt.asIntN(64, BigInt(text));
}

function toNumber(text: string, { types }: Shape): number | undefined {
  if (types.has('integer') || types.has('number')) {
    const grammar = types.has('number') ? number : integer;
    if (!grammar.test(text)) return undefined;
    const value = Number(text);
    if (!Number.isFinite(value) || (integer.test(text) && roundsOntoEdge(text, value))) return undefined;
    return value;
  }
  return undefined;
}

/**
 * Text as the value that the schema needs. JSON's number grammar only (no `0x10`, `+1`, `007`, `1.0` for an integer);
 * what does not fit stays text, and the schema refuses it. Where text is allowed, `null` and `false` are text.
 */
export function coerce(text: string, shape: Shape): unknown {
  const { types } = shape;
  const value = toNumber(text, shape);
  if (value !== undefined) return value;
  if (types.has('string') || types.size === 0) return text;
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if (types.has('null') && (text === '' || text === 'null')) return null;
  return text;
}

/** The same for guards that compare: an integer that a double cannot hold stays its digits. */
export function coerceExact(text: string, shape: Shape): unknown {
  const value = coerce(text, shape);
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? text : value;
}
