import { isFields, type Fields } from '../../model/pointer.js';

/** The value as an object; an empty one for everything else: lockfiles are made by machines, and edited by people. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Members whose value is a text. */
export function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fieldsOf(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** A licence as npm writes it: a text, an object with `type`, or a list of such. */
export function licenceOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(licenceOf).filter(Boolean).join(' OR ') || undefined;
  return textOf(fieldsOf(value).type);
}

/** What the author says about a deprecated package. */
export function deprecationOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value || undefined;
  return value === true ? 'deprecated' : undefined;
}
