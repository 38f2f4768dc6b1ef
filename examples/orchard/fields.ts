import { badRequest } from './problem.js';

/** Reads one value of a request or refuses it with 400; `at` names the place in the message. */
export type Field<T> = (value: unknown, at: string) => T;

type Fields = Readonly<Record<string, Field<unknown>>>;
type Read<F extends Fields> = { readonly [K in keyof F]: ReturnType<F[K]> };

/** A string of `min` to `max` characters that matches `pattern`. */
export function text(bounds: {
  readonly min?: number;
  readonly max: number;
  readonly pattern?: RegExp;
}): Field<string> {
  return (value, at) => {
    if (typeof value !== 'string') throw badRequest(`${at} must be a string.`);
    const { length } = Array.from(value);
    if (length < (bounds.min ?? 0) || length > bounds.max) {
      throw badRequest(`${at} must have ${bounds.min ?? 0} to ${bounds.max} characters.`);
    }
    if (bounds.pattern && !bounds.pattern.test(value)) throw badRequest(`${at} has the wrong form.`);
    return value;
  };
}

/** A whole number from `min` to `max`. */
export function integer(min: number, max: number): Field<number> {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) throw badRequest(`${at} must be a whole number.`);
    if (value < min || value > max) throw badRequest(`${at} must be from ${min} to ${max}.`);
    return value;
  };
}

/** A whole number written in digits, as in a path or query. */
export function digits(min: number, max: number): Field<number> {
  return (value, at) => {
    if (typeof value !== 'string' || !/^-?\d{1,12}$/.test(value)) throw badRequest(`${at} must be a whole number.`);
    return integer(min, max)(Number(value), at);
  };
}

export const truth: Field<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw badRequest(`${at} must be true or false.`);
  return value;
};

/** One of the given words. */
export function oneOf<const T extends string>(words: readonly T[]): Field<T> {
  return (value, at) => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) throw badRequest(`${at} must be one of ${words.join(', ')}.`);
    return word;
  };
}

/** An array of `min` to `max` values. */
export function listOf<T>(field: Field<T>, min: number, max: number): Field<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw badRequest(`${at} must be an array.`);
    if (value.length < min || value.length > max) throw badRequest(`${at} must have ${min} to ${max} items.`);
    return value.map((item, index) => field(item, `${at}[${index}]`));
  };
}

/** Absent is allowed; `null` is not. */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  return (value, at) => (value === undefined ? undefined : field(value, at));
}

/** An object of these fields and no others, unless `others` says to ignore them. */
export function shape<F extends Fields>(fields: F, others: 'refuse' | 'ignore' = 'refuse'): Field<Read<F>> {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw badRequest(`${at} must be an object.`);
    const given = value as Record<string, unknown>;
    const unknown = Object.keys(given).find((key) => !Object.hasOwn(fields, key));
    if (others === 'refuse' && unknown !== undefined) throw badRequest(`${at} has an undeclared property.`);
    const read = Object.entries(fields).map(([key, field]) => {
      return [key, field(Object.hasOwn(given, key) ? given[key] : undefined, `${at}.${key}`)] as const;
    });
    return Object.fromEntries(read) as Read<F>;
  };
}

export const id = digits(1, 2_147_483_647);
export const email = text({ min: 6, max: 120, pattern: /^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/ });
/** A line of human text: no control characters, no markup. */
export const line = (min: number, max: number) => text({ min, max, pattern: /^[^<>\p{Cc}]*$/u });
export const phone = text({ min: 6, max: 20, pattern: /^\+?[0-9 ]+$/ });
