import type { PortalInput } from './types.js';

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']);

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The contract as this audience may see it: operations of others are gone, components that nothing refers to any more
 * as well, and so are extensions, which are the publisher's own matter. Undefined for a contract of several files or of
 * GraphQL, whose parts cannot be cut out one by one.
 */
export function contractView({ model, operations, baseUrl }: PortalInput): string | undefined {
  const [entry, ...others] = model.documents.files.values();
  if (!entry || others.length > 0 || entry.format === 'graphql' || !isObject(entry.value)) return undefined;
  const shown = new Set(operations.map(({ operation }) => `${operation.method} ${operation.path}`));
  const document = withoutExtensions(structuredClone(entry.value)) as Json;
  document['paths'] = shownPaths(document['paths'], shown);
  delete document['webhooks'];
  dropLinks(document, new Set(operations.map(({ operation }) => operation.operationId)));
  if (typeof document['openapi'] === 'string') document['servers'] = [{ url: baseUrl }];
  dropUnused(document);
  return `${JSON.stringify(document, null, 2)}\n`;
}

function withoutExtensions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExtensions);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !name.startsWith('x-'));
  return Object.fromEntries(kept.map(([name, part]) => [name, withoutExtensions(part)]));
}

function shownPaths(paths: unknown, shown: ReadonlySet<string>): Json {
  const entries = Object.entries(isObject(paths) ? paths : {}).map(([path, item]): [string, Json] => [
    path,
    Object.fromEntries(
      Object.entries(isObject(item) ? item : {}).filter(([name]) => !methods.has(name) || shown.has(`${name} ${path}`)),
    ),
  ]);
  return Object.fromEntries(entries.filter(([, item]) => Object.keys(item).some((name) => methods.has(name))));
}

/** A link must not name what this audience does not see. */
function dropLinks(value: unknown, shown: ReadonlySet<string | undefined>): void {
  if (Array.isArray(value)) for (const part of value) dropLinks(part, shown);
  if (!isObject(value)) return;
  for (const [name, part] of Object.entries(value)) {
    if (name !== 'links' || !isObject(part)) dropLinks(part, shown);
    else
      for (const [link, { operationId }] of Object.entries(part as Record<string, Json>)) {
        if (typeof operationId === 'string' && !shown.has(operationId)) delete part[link];
      }
  }
}

/** Components refer to each other: what is left over is dropped until nothing more goes. */
function dropUnused(document: Json): void {
  const groups = ['components', 'definitions', 'parameters', 'responses'] as const;
  for (let gone = true; gone;) {
    gone = false;
    const used = new Set<string>();
    collectReferences(document, used);
    for (const group of groups) {
      const at = document[group];
      if (!isObject(at)) continue;
      const sections: readonly (readonly [string, Json])[] =
        group === 'components'
          ? Object.entries(at).flatMap(([name, section]) =>
              isObject(section) ? [[`#/components/${name}`, section] as const] : [],
            )
          : [[`#/${group}`, at]];
      for (const [base, section] of sections) {
        if (base === '#/components/securitySchemes') continue;
        for (const name of Object.keys(section)) {
          if (used.has(`${base}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)) continue;
          delete section[name];
          gone = true;
        }
      }
    }
  }
}

function collectReferences(value: unknown, used: Set<string>): void {
  if (Array.isArray(value)) for (const part of value) collectReferences(part, used);
  if (!isObject(value)) return;
  for (const [name, part] of Object.entries(value)) {
    if ((name === '$ref' || name === '$dynamicRef') && typeof part === 'string') used.add(named(part));
    else if (name === 'mapping' && isObject(part))
      for (const target of Object.values(part)) used.add(mapped(String(target)));
    else collectReferences(part, used);
  }
}

/** The component that a reference leads into: `#/components/schemas/Order`, in OpenAPI 2.0 `#/definitions/Order`. */
function named(reference: string): string {
  return reference
    .split('/')
    .slice(0, reference.startsWith('#/components/') ? 4 : 3)
    .join('/');
}

/** A discriminator may name a schema without its address. */
function mapped(target: string): string {
  return target.startsWith('#') ? target : `#/components/schemas/${target}`;
}
