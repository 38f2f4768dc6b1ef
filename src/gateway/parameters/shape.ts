/** What a schema says about how text becomes a value: nothing that validation would decide. */
export interface Shape {
  /** JSON types that the schema allows; empty when it does not say. */
  readonly types: ReadonlySet<string>;
  readonly properties: ReadonlyMap<string, Shape>;
  /** Shape of items; text when the schema does not say. */
  readonly items: Shape | undefined;
  /** Shape of properties that are not named; undefined when they are refused. */
  readonly additional: Shape | undefined;
  /** The schema says in words that other properties may stand here. */
  readonly open: boolean;
  /** The text is a file's bytes (`format: binary`, or `contentMediaType` without an encoding). */
  readonly binary: boolean;
  /** How the value is written in XML (OpenAPI XML Object). */
  readonly xml: XmlHints | undefined;
}

export interface XmlHints {
  readonly name?: string;
  readonly namespace?: string;
  readonly attribute?: boolean;
  readonly wrapped?: boolean;
}

type Schema = Readonly<Record<string, unknown>>;

const maxDepth = 8;

/** What any text fits: nothing is said. */
export const textShape: Shape = {
  types: new Set(),
  properties: new Map(),
  items: undefined,
  additional: undefined,
  open: false,
  binary: false,
  xml: undefined,
};

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function ownTypes(schema: Schema): readonly string[] {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type as string[];
  if (Array.isArray(schema['enum'])) return schema['enum'].map(typeOf);
  if ('const' in schema) return [typeOf(schema['const'])];
  if ('properties' in schema) return ['object'];
  return 'items' in schema ? ['array'] : [];
}

function partsOf(schema: Schema): readonly unknown[] {
  return ['allOf', 'anyOf', 'oneOf'].flatMap((key) => (Array.isArray(schema[key]) ? (schema[key] as unknown[]) : []));
}

function isBinary(schema: Schema): boolean {
  if (schema['format'] === 'binary') return true;
  return schema['contentMediaType'] !== undefined && schema['contentEncoding'] === undefined;
}

/** The shape of a self-contained JSON Schema (`$defs`, as `ApiModel.standalone` makes them). */
export function shapeOf(root: unknown): Shape {
  const definitions = isSchema(root) && isSchema(root['$defs']) ? root['$defs'] : {};

  function build(schema: unknown, depth: number): Shape {
    if (!isSchema(schema) || depth > maxDepth) return textShape;
    const target = typeof schema['$ref'] === 'string' ? targetOf(schema['$ref']) : undefined;
    const parts = [...(target === undefined ? [] : [target]), ...partsOf(schema)].map((part) => build(part, depth + 1));
    const own = ownTypes(schema);
    const properties = new Map(parts.flatMap((part) => [...part.properties]));
    if (isSchema(schema['properties'])) {
      for (const [name, inner] of Object.entries(schema['properties'])) properties.set(name, build(inner, depth + 1));
    }
    return {
      types: new Set(own.length > 0 ? own : parts.flatMap((part) => [...part.types])),
      properties,
      items: 'items' in schema ? build(schema['items'], depth + 1) : parts.find((part) => part.items)?.items,
      additional: additionalOf(schema, depth),
      open: Boolean(schema['additionalProperties']) || parts.some((part) => part.open),
      binary: isBinary(schema) || parts.some((part) => part.binary),
      xml: (schema['xml'] as XmlHints | undefined) ?? parts.find((part) => part.xml)?.xml,
    };
  }

  function additionalOf({ additionalProperties: additional }: Schema, depth: number): Shape | undefined {
    return additional === false ? undefined : build(additional, depth + 1);
  }

  function targetOf(reference: string): unknown {
    if (reference === '#') return root;
    const name = /^#\/\$defs\/([^/]+)$/.exec(reference)?.[1];
    return name === undefined
      ? undefined
      : definitions[decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~')];
  }

  return build(root, 0);
}

export function isArrayShape({ types, items }: Shape): boolean {
  return types.has('array') || (types.size === 0 && items !== undefined);
}

export function isObjectShape({ types }: Shape): boolean {
  return types.has('object');
}
