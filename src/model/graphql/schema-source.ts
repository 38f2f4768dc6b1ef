import { GraphQLError, parse, type ASTNode, type DocumentNode } from 'graphql';
import path from 'node:path';
import { PortcullisError } from '../../core/errors.js';
import type { Place } from '../../core/place.js';
import { makeLocator, placer, type Locator } from '../outline.js';
import { pointerOf } from '../pointer.js';
import { tooDeep, type Source, type SourceText } from '../yaml-source.js';
import { introspectionTokens, readIntrospection } from './introspection.js';
import { findIntrospection } from './recognise.js';
import { schemaDocument, type Origin, type SchemaDocument } from './schema-document.js';
import { typesOf } from './schema-types.js';

/** A GraphQL schema as a document of the model. */
export interface SchemaSource {
  readonly value: unknown;
  /** The schema as SDL. */
  readonly sdl: string;
  readonly locator: Locator;
}

/** More tokens than the largest schemas that anybody wrote. */
const mostTokens = 5_000_000;

/** Reads SDL (GraphQL 3). Throws `SYNTAX_INVALID` with the place. */
export function parseSchema(source: SourceText): SchemaSource {
  const document = parseText(source);
  const placeAt = placer(source.file, source.text);
  const place = (node: ASTNode | undefined, key: boolean) => {
    const loc = (key && node && 'name' in node ? node.name?.loc : undefined) ?? node?.loc;
    return loc ? placeAt(loc.start, loc.end) : placeAt(0);
  };
  const made = makeDocument(document, source, (node) => place(node, true));
  const locate = locatorOf(made, ({ node }, key) => place(node, key));
  return { value: made.value, sdl: source.text, locator: { placeAt, locate } };
}

/** Reads the JSON of an introspection, or returns undefined when it is none. Places are those of the JSON. */
export function parseIntrospection(source: SourceText, parsed: Source): SchemaSource | undefined {
  const tokens = findIntrospection(parsed.value);
  if (!tokens) return undefined;
  const inner = makeLocator(source.file, parsed.outline());
  const { sdl, document } = readWhole(source, parsed.value, tokens);
  const made = makeDocument(document, source, () => inner.locate(tokens, true));
  const locate = locatorOf(made, ({ names }, key) =>
    inner.locate(introspectionTokens(parsed.value, tokens, names), key),
  );
  return { value: made.value, sdl, locator: { placeAt: inner.placeAt, locate } };
}

function readWhole({ file }: SourceText, value: unknown, tokens: readonly string[]) {
  try {
    return readIntrospection(value, tokens);
  } catch (cause) {
    throw new PortcullisError('CONTRACT_INVALID', 'The introspection is not complete', {
      place: { file, line: 1, column: 1 },
      expected: 'the whole answer to the introspection query of graphql-js',
      cause,
    });
  }
}

function parseText(source: SourceText): DocumentNode {
  try {
    return parse(source.text, { maxTokens: mostTokens });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooDeep(source, cause);
    if (!(cause instanceof GraphQLError)) throw cause;
    throw new PortcullisError('SYNTAX_INVALID', `GraphQL: ${cause.message.replace(/^Syntax Error: /, '')}`, {
      place: placer(source.file, source.text)(cause.positions?.[0] ?? 0),
      expected: 'a schema in the schema definition language',
      cause,
    });
  }
}

function makeDocument(
  document: DocumentNode,
  { file, leftOut }: SourceText,
  placeOf: (node: ASTNode) => Place,
): SchemaDocument {
  const types = typesOf(document);
  for (const { what, node } of types.duplicates) {
    const place = placeOf(node);
    const message = `${what} stands twice in the schema`;
    if (!leftOut) throw new PortcullisError('CONTRACT_INVALID', message, { place, expected: 'one definition' });
    leftOut({ code: 'duplicate', message: `${message}: the first one counts`, place });
  }
  return schemaDocument(types, path.basename(file).replace(/\.[^.]+$/, ''));
}

/** Place of the nearest part at or above a pointer that the schema has. */
function locatorOf({ origins }: SchemaDocument, placeOf: (origin: Origin, key: boolean) => Place): Locator['locate'] {
  return (tokens, key) => {
    for (let length = tokens.length; length > 0; length -= 1) {
      const origin = origins.get(pointerOf(tokens.slice(0, length)));
      if (origin) return placeOf(origin, key);
    }
    return placeOf({ names: [], node: undefined }, key);
  };
}
