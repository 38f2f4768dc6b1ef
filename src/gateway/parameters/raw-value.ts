import { coerce } from './coerce.js';
import { textShape, type Shape } from './shape.js';

/** A parameter cut to pieces and decoded, before its text becomes numbers and the like. */
export type RawValue = string | readonly RawValue[] | RawFields;

/** Fields of an object, as a map so that no name has a meaning of its own. */
export type RawFields = ReadonlyMap<string, RawValue>;

/** A parameter that does not keep to its style, or that can be read in two ways. */
export class StyleError extends Error {}

/** Coerces text; `coerceExact` keeps digits that a double would lose. */
export type Coerce = (text: string, shape: Shape) => unknown;

/** The value that the schema judges. Objects have no prototype, so that `constructor` is just a name. */
export function toValue(raw: RawValue, shape: Shape, coerceText: Coerce = coerce): unknown {
  if (typeof raw === 'string') return coerceText(raw, shape);
  if (!(raw instanceof Map)) {
    return (raw as readonly RawValue[]).map((item) => toValue(item, shape.items ?? textShape, coerceText));
  }
  const fields = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of raw as RawFields) {
    fields[name] = toValue(value, shape.properties.get(name) ?? shape.additional ?? textShape, coerceText);
  }
  return fields;
}

/** Adds a field; the same name twice is legal only where the schema has an array. */
export function addField(fields: Map<string, RawValue>, name: string, value: RawValue): void {
  if (name === '__proto__') throw new StyleError('has a property named __proto__');
  if (fields.has(name)) throw new StyleError('has a property twice');
  fields.set(name, value);
}
