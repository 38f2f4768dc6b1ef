import { isFields, memberOf } from '../pointer.js';

/** Names of files that hold SDL. */
export function isSchemaFile(file: string): boolean {
  return /\.(graphql|graphqls|gql)$/i.test(file);
}

/** Where the schema stands in the JSON of an introspection: bare, or as a server answers it. */
export function findIntrospection(value: unknown): readonly string[] | undefined {
  for (const tokens of [['__schema'], ['data', '__schema']]) {
    const found = tokens.reduce(memberOf, value);
    if (isFields(found) && Array.isArray(found['types'])) return tokens;
  }
  return undefined;
}

/** Path item of the operation that carries all requests; those of root fields are `/Query.user`. */
export const carrierPath = '/';
/** Id of the operation that carries all requests. */
export const carrierId = 'graphql';
