import { isFields } from './pointer.js';

function refuse(): never {
  throw new TypeError('The model is frozen');
}

const locked = { value: refuse, enumerable: false } as const;

/**
 * Freezes plain objects, arrays, maps and sets, to any depth, and returns the value. Maps and sets lose their writing
 * methods, because `Object.freeze` does not stop them. Objects with a prototype of their own are left alone.
 */
export function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) return lock(value, ['set', 'delete', 'clear'], [...value.values()]);
  if (value instanceof Set) return lock(value, ['add', 'delete', 'clear'], [...value]);
  if (!Array.isArray(value) && !isPlain(value)) return value;
  Object.freeze(value);
  if (Array.isArray(value)) for (const inner of value) freezeDeep(inner);
  // `for in` makes no list of the values, and plain objects inherit nothing that it could meet.
  else for (const name in value) freezeDeep(value[name]);
  return value;
}

function lock<T extends object>(collection: T, methods: readonly string[], inside: readonly unknown[]): T {
  for (const method of methods) Object.defineProperty(collection, method, locked);
  Object.freeze(collection);
  for (const inner of inside) freezeDeep(inner);
  return collection;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return isFields(value) && (prototype === Object.prototype || prototype === null);
}
