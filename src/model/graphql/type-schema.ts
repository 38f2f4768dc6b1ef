import { Kind, valueFromASTUntyped, type ConstDirectiveNode, type TypeNode } from 'graphql';

type Schema = Record<string, unknown>;

/** Built-in scalars (GraphQL 3.5), as values that JSON has. An ID may be given as a whole number. */
const builtIn: Readonly<Record<'in' | 'out', Readonly<Record<string, Schema>>>> = {
  in: {
    String: { type: 'string' },
    Int: { type: 'integer', minimum: -2_147_483_648, maximum: 2_147_483_647 },
    Float: { type: 'number' },
    Boolean: { type: 'boolean' },
    ID: { type: ['string', 'integer'] },
  },
  out: {
    String: { type: 'string' },
    Int: { type: 'integer', minimum: -2_147_483_648, maximum: 2_147_483_647 },
    Float: { type: 'number' },
    Boolean: { type: 'boolean' },
    ID: { type: 'string' },
  },
};

/** What scalars of these names are in the servers that people use. */
const knownScalars: readonly (readonly [name: RegExp, schema: Schema])[] = [
  [/^(Date-?Time|Timestamp|Instant|ISO8601DateTime)$/i, { type: 'string', format: 'date-time' }],
  [/^(Date|LocalDate|ISO8601Date)$/, { type: 'string', format: 'date' }],
  [/^(UUID|GUID)$/i, { type: 'string', format: 'uuid' }],
  [/^(URL|URI)$/i, { type: 'string', format: 'uri' }],
  [/^(Email|EmailAddress)$/i, { type: 'string', format: 'email' }],
  [/^IPv4$/i, { type: 'string', format: 'ipv4' }],
  [/^IPv6$/i, { type: 'string', format: 'ipv6' }],
  [/^Upload$/, { type: 'string', format: 'binary' }],
  [/^(Positive|NonNegative|Unsigned)Int$/, { type: 'integer', minimum: 0 }],
  [/^(Byte|Base64\w*)$/, { type: 'string', format: 'byte' }],
];

/** Schema of a custom scalar: what its name says, or anything. */
export function scalarSchema(name: string): Schema {
  return { ...knownScalars.find(([pattern]) => pattern.test(name))?.[1] };
}

function named(name: string, direction: 'in' | 'out'): Schema {
  const known = builtIn[direction];
  return Object.hasOwn(known, name) ? { ...known[name] } : { $ref: `#/components/schemas/${name}` };
}

function orNull(schema: Schema): Schema {
  const { type } = schema;
  if (typeof type === 'string') return { ...schema, type: [type, 'null'] };
  if (Array.isArray(type)) return { ...schema, type: [...(type as string[]), 'null'] };
  return { anyOf: [schema, { type: 'null' }] };
}

/** JSON Schema of a type as it is used: what is not `!` may be null. */
export function typeSchema(type: TypeNode, direction: 'in' | 'out'): Schema {
  if (type.kind === Kind.NON_NULL_TYPE) return required(type.type, direction);
  return orNull(required(type, direction));
}

function required(type: Exclude<TypeNode, { kind: Kind.NON_NULL_TYPE }>, direction: 'in' | 'out'): Schema {
  if (type.kind === Kind.NAMED_TYPE) return named(type.name.value, direction);
  return { type: 'array', items: typeSchema(type.type, direction) };
}

/** The named type at the core of a type. */
export function coreName(type: TypeNode): string {
  let core = type;
  while (core.kind !== Kind.NAMED_TYPE) core = core.type;
  return core.name.value;
}

const boundsOf: Readonly<Record<string, string>> = {
  minLength: 'minLength',
  maxLength: 'maxLength',
  pattern: 'pattern',
  min: 'minimum',
  max: 'maximum',
  exclusiveMin: 'exclusiveMinimum',
  exclusiveMax: 'exclusiveMaximum',
  multipleOf: 'multipleOf',
  minItems: 'minItems',
  maxItems: 'maxItems',
  format: 'format',
};

/** Bounds that the directive `@constraint` states, the one way to say them that several servers share. */
export function constraintsOf(directives: readonly ConstDirectiveNode[] = []): Schema {
  const constraint = directives.find(({ name }) => name.value === 'constraint');
  const said = (constraint?.arguments ?? []).filter(({ name }) => Object.hasOwn(boundsOf, name.value));
  return Object.fromEntries(said.map(({ name, value }) => [boundsOf[name.value]!, valueFromASTUntyped(value)]));
}

/** Whether `@deprecated` stands at it, and why. */
export function deprecationOf(directives: readonly ConstDirectiveNode[] = []): Schema {
  return directives.some(({ name }) => name.value === 'deprecated') ? { deprecated: true } : {};
}
