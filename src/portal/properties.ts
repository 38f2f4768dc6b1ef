import type { ApiModel, NodeRef, OperationPolicy } from '../model/types.js';

/** One property of a body, as a row. */
export interface PropertyRow {
  /** `/items/0/price`, with `*` for every item, relative to the body. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly bounds: string;
  readonly rights: string;
  readonly dataClass: string;
  readonly description: string;
}

type Schema = Readonly<Record<string, unknown>>;

interface Walk {
  readonly root: Schema;
  readonly rights: ReadonlyMap<string, readonly string[]>;
  readonly classes: ReadonlyMap<string, string>;
  readonly rows: PropertyRow[];
  readonly paths: Set<string>;
  readonly open: Set<unknown>;
  /** Alternatives within alternatives are many, though they add no row. */
  visits: number;
  isCut: boolean;
}

export interface PropertyRows {
  readonly rows: readonly PropertyRow[];
  /** There are more, deeper down or past the first hundreds. */
  readonly isCut: boolean;
}

const deepest = 6;
const mostRows = 400;
const mostVisits = 4_000;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The properties of a body, outermost first, as the gateway checks them. */
export function propertyRows(schema: NodeRef, { model, policy, direction, classes }: PropertyInput): PropertyRows {
  const standalone = model.standalone(schema, direction);
  if (!isSchema(standalone)) return { rows: [], isCut: false };
  const rights = direction === 'request' ? policy.writeProperties : policy.readProperties;
  const walk: Walk = {
    root: standalone,
    rights,
    classes,
    rows: [],
    paths: new Set(),
    open: new Set(),
    visits: 0,
    isCut: false,
  };
  visit(standalone, '', 0, walk);
  return walk;
}

export interface PropertyInput {
  readonly model: ApiModel;
  readonly policy: OperationPolicy;
  readonly direction: 'request' | 'response';
  /** Name of a property -> class of its data. */
  readonly classes: ReadonlyMap<string, string>;
}

function deref(schema: Schema, root: Schema): Schema {
  let found: unknown = schema;
  for (let i = 0; i < 20 && isSchema(found) && typeof found['$ref'] === 'string'; i += 1) {
    const name = /^#\/\$defs\/(.+)$/.exec(found['$ref'])?.[1];
    if (name === undefined) break;
    const definitions = root['$defs'] as Record<string, unknown> | undefined;
    const { $ref: _ref, ...beside } = found;
    const target = definitions?.[name.replaceAll('~1', '/').replaceAll('~0', '~')];
    found = isSchema(target) && Object.keys(beside).length > 0 ? { ...target, ...beside } : target;
  }
  return isSchema(found) ? found : {};
}

/** The schemas that hold at one place: itself and its `allOf`; of `oneOf` and `anyOf` all, as possibilities. */
function parts(raw: Schema, root: Schema): readonly Schema[] {
  const schema = deref(raw, root);
  const nested = ['allOf', 'oneOf', 'anyOf'].flatMap((key) => (schema[key] as readonly unknown[] | undefined) ?? []);
  return [schema, ...nested.filter(isSchema).map((part) => deref(part, root))];
}

function visit(raw: Schema, path: string, depth: number, walk: Walk): void {
  if (walk.open.has(raw)) return;
  walk.visits += 1;
  if (depth > deepest || walk.rows.length >= mostRows || walk.visits > mostVisits) {
    walk.isCut ||= parts(raw, walk.root).some(({ properties, items }) => properties !== undefined || isSchema(items));
    return;
  }
  walk.open.add(raw);
  for (const schema of parts(raw, walk.root)) {
    const required = (schema['required'] as readonly string[] | undefined) ?? [];
    const properties = Object.entries((schema['properties'] as Record<string, unknown> | undefined) ?? {});
    for (const [name, property] of properties) {
      if (!isSchema(property)) continue;
      add(property, { path: `${path}/${name}`, name, required: required.includes(name) }, walk);
      visit(property, `${path}/${name}`, depth + 1, walk);
    }
    if (isSchema(schema['items'])) visit(schema['items'], `${path}/*`, depth + 1, walk);
  }
  walk.open.delete(raw);
}

function add(
  raw: Schema,
  { path, name, required }: { path: string; name: string; required: boolean },
  walk: Walk,
): void {
  if (walk.paths.has(path)) return;
  if (walk.rows.length >= mostRows) {
    walk.isCut = true;
    return;
  }
  walk.paths.add(path);
  const schema = deref(raw, walk.root);
  const roles = walk.rights.get(path);
  walk.rows.push({
    path,
    type: typeWords(schema, walk.root),
    required,
    bounds: boundWords(schema).join(', '),
    rights: roles === undefined ? '' : roles.length === 0 ? 'nobody' : roles.join(', '),
    dataClass: walk.classes.get(name) ?? '',
    description: typeof schema['description'] === 'string' ? schema['description'] : '',
  });
}

/** `string (date)`, `array of integer`, `string or null`. */
export function typeWords(schema: Schema, root: Schema): string {
  const { type, format } = schema;
  if (type === 'array' && isSchema(schema['items'])) return `array of ${typeWords(deref(schema['items'], root), root)}`;
  const types = Array.isArray(type) ? type : type === undefined ? [] : [type];
  const words = types.length > 0 ? types.join(' or ') : schema['properties'] ? 'object' : 'any';
  return typeof format === 'string' ? `${words} (${format})` : words;
}

const bounds: readonly (readonly [key: string, words: (value: unknown) => string])[] = [
  ['const', (value) => `always ${JSON.stringify(value)}`],
  [
    'enum',
    (value) =>
      `one of ${(value as readonly unknown[])
        .slice(0, 12)
        .map((each) => JSON.stringify(each))
        .join(', ')}`,
  ],
  ['minLength', (value) => `at least ${String(value)} characters`],
  ['maxLength', (value) => `at most ${String(value)} characters`],
  ['minimum', (value) => `from ${String(value)}`],
  ['exclusiveMinimum', (value) => `more than ${String(value)}`],
  ['maximum', (value) => `up to ${String(value)}`],
  ['exclusiveMaximum', (value) => `less than ${String(value)}`],
  ['multipleOf', (value) => `a multiple of ${String(value)}`],
  ['minItems', (value) => `at least ${String(value)} items`],
  ['maxItems', (value) => `at most ${String(value)} items`],
  ['pattern', (value) => `matches ${String(value)}`],
];

/** The bounds of a value, in words. */
export function boundWords(schema: Schema): readonly string[] {
  return bounds.flatMap(([key, words]) => (schema[key] === undefined ? [] : [words(schema[key])]));
}

/** Type and bounds of a parameter's schema. */
export function parameterWords(
  schema: NodeRef | undefined,
  model: ApiModel,
): { readonly type: string; readonly bounds: string } {
  const standalone = schema && model.standalone(schema, 'request');
  if (!isSchema(standalone)) return { type: 'any', bounds: '' };
  const found = deref(standalone, standalone);
  return { type: typeWords(found, standalone), bounds: boundWords(found).join(', ') };
}
