type Schema = Readonly<Record<string, unknown>>;

const composing = ['allOf', 'anyOf', 'oneOf'] as const;
const conditional = ['if', 'then', 'else', 'not'] as const;

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues(value: unknown, change: (inner: unknown) => unknown): unknown {
  if (!isSchema(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, change(inner)]));
}

/**
 * A copy of a self-contained JSON Schema that refuses properties it does not name. Places that hold a value of their
 * own (the root, properties, items) are closed with `unevaluatedProperties`, so that `allOf` and its kin still add up;
 * a map (`additionalProperties` with a schema) and an object without any named property stay as they are.
 */
export function closeSchema(root: unknown): unknown {
  const definitions = isSchema(root) && isSchema(root['$defs']) ? root['$defs'] : {};

  function namesProperties(schema: unknown, seen: ReadonlySet<unknown> = new Set()): boolean {
    if (!isSchema(schema) || seen.has(schema)) return false;
    const inner = new Set([...seen, schema]);
    if (isSchema(schema['properties'])) return true;
    const target = typeof schema['$ref'] === 'string' && definitions[schema['$ref'].replace('#/$defs/', '')];
    if (target && namesProperties(target, inner)) return true;
    return composing.some(
      (key) => Array.isArray(schema[key]) && schema[key].some((part) => namesProperties(part, inner)),
    );
  }

  /** A subschema that applies to the same value as its parent: its own inside is closed, itself is not. */
  function part(schema: unknown): unknown {
    if (!isSchema(schema)) return schema;
    const copy: Record<string, unknown> = { ...schema };
    if (copy['additionalProperties'] === true && isSchema(copy['properties'])) delete copy['additionalProperties'];
    for (const key of ['properties', 'patternProperties', 'dependentSchemas']) {
      if (key in copy) copy[key] = mapValues(copy[key], key === 'dependentSchemas' ? part : place);
    }
    for (const key of ['items', 'additionalProperties', 'contains']) {
      if (isSchema(copy[key])) copy[key] = place(copy[key]);
    }
    if (Array.isArray(copy['prefixItems'])) copy['prefixItems'] = copy['prefixItems'].map(place);
    for (const key of composing) if (Array.isArray(copy[key])) copy[key] = (copy[key] as unknown[]).map(part);
    for (const key of conditional) if (key in copy) copy[key] = part(copy[key]);
    if (isSchema(copy['$defs'])) copy['$defs'] = mapValues(copy['$defs'], part);
    return copy;
  }

  function place(schema: unknown): unknown {
    const copy = part(schema);
    if (!isSchema(copy) || !namesProperties(schema) || 'unevaluatedProperties' in copy) return copy;
    return { ...copy, unevaluatedProperties: false };
  }

  return place(root);
}
