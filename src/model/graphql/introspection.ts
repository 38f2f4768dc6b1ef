import { buildClientSchema, parse, printSchema, type DocumentNode, type IntrospectionQuery } from 'graphql';
import { memberOf } from '../pointer.js';

/** The schema of an introspection. Throws what graphql-js throws for one that is incomplete. */
export function readIntrospection(
  value: unknown,
  tokens: readonly string[],
): { readonly sdl: string; readonly document: DocumentNode } {
  const schema = tokens.reduce(memberOf, value) as IntrospectionQuery['__schema'];
  const sdl = printSchema(buildClientSchema({ __schema: schema }, { assumeValid: true }));
  return { sdl, document: parse(sdl, { noLocation: true }) };
}

function indexOf(list: unknown, name: string): string | undefined {
  if (!Array.isArray(list)) return undefined;
  const index = list.findIndex((one) => memberOf(one, 'name') === name);
  return index < 0 ? undefined : String(index);
}

/** Tokens of the pointer to what these names stand for in the JSON, as far as they lead. */
export function introspectionTokens(
  value: unknown,
  tokens: readonly string[],
  [type, field, argument]: readonly string[],
): readonly string[] {
  const path = [...tokens];
  const enter = (lists: readonly string[], name: string | undefined): void => {
    if (name === undefined) return;
    for (const list of lists) {
      const index = indexOf([...path, list].reduce(memberOf, value), name);
      if (index === undefined) continue;
      path.push(list, index);
      return;
    }
  };
  enter(['types'], type);
  enter(['fields', 'inputFields'], field);
  enter(['args'], argument);
  return path;
}
