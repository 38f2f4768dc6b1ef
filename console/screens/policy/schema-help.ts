import { yamlPlace } from './yaml-place.js';

/** The part of JSON Schema that the policy's schema uses. */
export interface PolicySchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, PolicySchema>>;
  readonly additionalProperties?: PolicySchema | boolean;
  readonly items?: PolicySchema;
  readonly anyOf?: readonly PolicySchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
}

export interface Offer {
  readonly label: string;
  readonly detail?: string;
  readonly insert: string;
}

/** Names that the schema cannot know: operations of the contracts, roles of the policy. */
export interface KnownNames {
  readonly operations: readonly string[];
  readonly roles: readonly string[];
}

/** What may be typed at a place of the policy, and how much of it was typed. */
export function offersAt(
  schema: PolicySchema,
  text: string,
  options: { readonly offset: number; readonly names: KnownNames },
): { readonly typed: string; readonly offers: readonly Offer[] } {
  const place = yamlPlace(text, options.offset);
  if (!place) return { typed: '', offers: [] };
  const schemas = schemasAt(schema, place.path);
  const offers =
    place.kind === 'name'
      ? nameOffers(schemas, place.path, options.names)
      : valueOffers(schemas, place.path, options.names);
  return { typed: place.typed, offers };
}

/** What the schema says of the place: names and description. Undefined where it says nothing. */
export function helpAt(schema: PolicySchema, text: string, offset: number): string | undefined {
  const end = text.indexOf('\n', offset);
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, end < 0 ? text.length : end);
  const name = /^\s*(?:- +)*(?:"[^"]*"|'[^']*'|[^\s:#{}[\],][^:#]*?)\s*:/.exec(line)?.[0];
  const within = text.lastIndexOf('\n', offset - 1) + 1;
  const at = name === undefined ? offset : Math.max(offset, within + name.length);
  const path = yamlPlace(text, at)?.path ?? [];
  const described = schemasAt(schema, path).find(({ description, title }) => description ?? title);
  if (!path.length || !described) return undefined;
  const fallback = described.default === undefined ? '' : ` Default: ${JSON.stringify(described.default)}.`;
  return `${path.filter((part) => part !== '*').join('.')}: ${described.description ?? described.title}${fallback}`;
}

/** Every schema that stands for a path. */
export function schemasAt(schema: PolicySchema, path: readonly string[]): readonly PolicySchema[] {
  return path
    .reduce<readonly PolicySchema[]>((all, token) => all.flatMap((each) => stepInto(each, token)), [schema])
    .flatMap(alternatives);
}

function alternatives(schema: PolicySchema): readonly PolicySchema[] {
  return [schema, ...(schema.anyOf ?? []).flatMap(alternatives)];
}

function stepInto(schema: PolicySchema, token: string): readonly PolicySchema[] {
  return alternatives(schema).flatMap(({ items, properties, additionalProperties }) => {
    if (token === '*') return items ? [items] : [];
    const own = properties && Object.hasOwn(properties, token) ? properties[token] : undefined;
    if (own) return [own];
    return typeof additionalProperties === 'object' ? [additionalProperties] : [];
  });
}

function nameOffers(
  schemas: readonly PolicySchema[],
  path: readonly string[],
  { operations }: KnownNames,
): readonly Offer[] {
  const own = schemas.flatMap(({ properties = {} }) =>
    Object.entries(properties).map(([label, each]) => ({
      label,
      insert: `${label}: `,
      ...(each.description ? { detail: each.description } : {}),
    })),
  );
  if (path.length !== 1 || path[0] !== 'operations') return own;
  return [...own, ...operations.map((label) => ({ label, insert: `${label}: `, detail: 'operation of the contract' }))];
}

function valueOffers(
  schemas: readonly PolicySchema[],
  path: readonly string[],
  { roles }: KnownNames,
): readonly Offer[] {
  const values = schemas.flatMap((each) => [
    ...(each.enum ?? []),
    ...(each.const === undefined ? [] : [each.const]),
    ...(each.type === 'boolean' ? [true, false] : []),
  ]);
  const isRole = ['roles', 'crossedBy', 'includes'].includes(path.findLast((part) => part !== '*') ?? '');
  const words = [...new Set([...values.map(String), ...(isRole ? roles : [])])];
  return words.map((label) => ({ label, insert: label }));
}
