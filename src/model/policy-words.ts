import { pointerTokens } from './pointer.js';
import type { PolicySchema } from './policy-schema/schema.js';

const typeWords: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'nothing',
};

/** What a schema expects, in words: "one of enforce, monitor, off", "a number above 0". */
export function expectedBy(schema: PolicySchema): string {
  if (schema.title !== undefined) return schema.title;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.length > 1 ? `one of ${schema.enum.join(', ')}` : String(schema.enum[0]);
  if (schema.anyOf) return schema.anyOf.map(expectedBy).join(', or ');
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  const words = types.map((type) => typeWords[type] ?? type).join(' or ');
  return `${words}${bounds(schema)}`;
}

function bounds({ minimum, maximum, exclusiveMinimum, minItems }: PolicySchema): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`;
  return minItems ? ` with at least ${minItems} ${minItems === 1 ? 'entry' : 'entries'}` : '';
}

/** What kind of value there is, without the value: it may be a secret. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? 'text' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** `operations."DELETE /orders/{orderId}".when` from a JSON Pointer. */
export function settingName(pointer: string): string {
  const names = pointerTokens(pointer) ?? [];
  return names.map((name) => (/^[\w-]+$/.test(name) ? name : JSON.stringify(name))).join('.');
}
