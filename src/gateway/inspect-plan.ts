import { isFieldKind, type FieldKind } from '../core/inspection.js';

/** What the contract says about the texts at one place of a request: how they are read, and what is inside. */
export interface FieldPlan {
  readonly kind: FieldKind;
  readonly properties: ReadonlyMap<string, () => FieldPlan>;
  /** Of what is not named: properties, or items. */
  readonly others: (() => FieldPlan) | undefined;
}

type Schema = Readonly<Record<string, unknown>>;

const pinnedTypes = new Set(['integer', 'number', 'boolean', 'null']);
const pinnedFormats = new Set(['uuid', 'date', 'date-time', 'time', 'duration', 'ipv4', 'ipv6']);
const kindOfFormat: Readonly<Record<string, FieldKind>> = {
  uri: 'url',
  'uri-reference': 'url',
  url: 'url',
  iri: 'url',
  'iri-reference': 'url',
  password: 'password',
  byte: 'binary',
  binary: 'binary',
  markdown: 'markdown',
  html: 'html',
  regex: 'expression',
};

/** Names that say what a text is; looked at when the contract does not, and in lower case without `_` and `-`. */
const kindOfName: readonly (readonly [RegExp, FieldKind])[] = [
  [/^(?:new|old|current)?(?:password|passwd|passphrase|pwd)(?:confirm(?:ation)?)?$/, 'password'],
  [/(?:markdown|readme|changelog)$|^md$/, 'markdown'],
  [/^prompt$|(?:system|user)prompt$/, 'prompt'],
  [/html$/, 'html'],
  [/^(?:sql|sqlquery)$/, 'sql'],
  [/(?:sourcecode|codesnippet|snippet|script)$/, 'code'],
  [/(?:template|handlebars|liquid)$/, 'template'],
  [/(?:formula|regexp?|expression|jsonpath|xpath)$/, 'expression'],
  [/(?:stacktrace|traceback|logline|logs?)$/, 'log'],
  [/(?:url|uri|href|website|homepage|webhook|callback)$/, 'url'],
  [/(?:filename|originalname)$/, 'filename'],
  [
    /^(?:description|comments?|message|text|body|content|bio|biography|notes?|summary|about|review|feedback|reason|remarks?|details?|abstract|caption|question|answer|reply|story|instructions?|subject|title|headline|statement)$/,
    'text',
  ],
];

/** A pattern of letters, digits and harmless signs only, from end to end: nothing that it lets through is an attack. */
const harmlessPattern =
  /^\^(?:[\w @,:-]|\\[.dw-]|\[(?!\^)(?:[\w @,:.-]|\\[.dw-])+\]|\{\d+(?:,\d*)?\}|[+*?()|]|\(\?:)*\$$/;

const mostRemembered = 2_000;
const longestRemembered = 64;
const remembered = new Map<string, FieldKind | 'unsaid'>();

function readName(name: string): FieldKind | undefined {
  const plain = name.toLowerCase().replace(/[_-]/g, '');
  return kindOfName.find(([pattern]) => pattern.test(plain))?.[1];
}

/** Kind of a text by the name of its field; the same few names come with every request, and are remembered. */
export function kindByName(name: string): FieldKind | undefined {
  const known = remembered.get(name);
  if (known !== undefined) return known === 'unsaid' ? undefined : known;
  const kind = readName(name);
  if (name.length <= longestRemembered && remembered.size < mostRemembered) remembered.set(name, kind ?? 'unsaid');
  return kind;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typesOf({ type }: Schema): readonly unknown[] {
  return Array.isArray(type) ? type : type === undefined ? [] : [type];
}

function isPinned(schema: Schema): boolean {
  if ('const' in schema || Array.isArray(schema['enum'])) return true;
  const types = typesOf(schema);
  if (types.length > 0 && types.every((type) => pinnedTypes.has(String(type)))) return true;
  const { format, pattern } = schema;
  if (typeof format === 'string' && pinnedFormats.has(format)) return true;
  return typeof pattern === 'string' && harmlessPattern.test(pattern);
}

function kindOf(schemas: readonly Schema[], name: string): FieldKind {
  const said = schemas.map((schema) => schema['x-portcullis-kind']).find(isFieldKind);
  if (said && said !== 'pinned') return said;
  if (schemas.some(isPinned)) return 'pinned';
  const format = schemas.map((schema) => schema['format']).find((value) => typeof value === 'string');
  return kindOfFormat[String(format)] ?? kindByName(name) ?? 'name';
}

const composing = ['allOf', 'anyOf', 'oneOf'] as const;

/**
 * Compiles a request schema (self-contained) to what the inspection needs of it. What applies only in some branch of
 * `anyOf` or `oneOf` pins nothing: which branch holds is validation's matter.
 */
export class FieldPlans {
  readonly #root: unknown;
  readonly #definitions: Schema;
  readonly #kinds: ReadonlyMap<string, FieldKind>;
  readonly #made = new Map<unknown, Map<string, FieldPlan>>();

  /** `kinds`: JSON Pointer of a property (`*` for items) -> kind, from the policy. */
  constructor(root: unknown, kinds: ReadonlyMap<string, FieldKind> = new Map()) {
    this.#root = root;
    this.#definitions = isSchema(root) && isSchema(root['$defs']) ? root['$defs'] : {};
    this.#kinds = kinds;
  }

  /** The plan of the whole value. `name` is that of the parameter, where it is one. */
  root(name = ''): FieldPlan {
    return this.#plan([this.#root], name, '');
  }

  #target(reference: unknown): unknown {
    if (reference === '#') return this.#root;
    if (typeof reference !== 'string' || !reference.startsWith('#/$defs/')) return undefined;
    return this.#definitions[reference.slice('#/$defs/'.length).replaceAll('~1', '/').replaceAll('~0', '~')];
  }

  /** Schemas that hold for the value, and those that may. */
  #flatten(schema: unknown, { held, possible }: { held: Schema[]; possible: Schema[] }, isHeld: boolean): void {
    if (!isSchema(schema) || held.includes(schema) || possible.includes(schema)) return;
    (isHeld ? held : possible).push(schema);
    this.#flatten(this.#target(schema['$ref']), { held, possible }, isHeld);
    for (const key of composing) {
      const parts = schema[key];
      if (!Array.isArray(parts)) continue;
      for (const part of parts)
        this.#flatten(part, { held, possible }, isHeld && (key === 'allOf' || parts.length === 1));
    }
    for (const key of ['then', 'else']) this.#flatten(schema[key], { held, possible }, false);
  }

  #plan(schemas: readonly unknown[], name: string, pointer: string): FieldPlan {
    // One schema under one name has one plan, unless the policy speaks of places: then each place has its own.
    const key = this.#kinds.size > 0 ? pointer : name;
    const known = schemas.length === 1 ? this.#made.get(schemas[0])?.get(key) : undefined;
    if (known) return known;
    const lists = { held: [] as Schema[], possible: [] as Schema[] };
    for (const schema of schemas) this.#flatten(schema, lists, true);
    const all = [...lists.held, ...lists.possible];
    const plan: FieldPlan = {
      kind: this.#kinds.get(pointer) ?? kindOf(lists.held, name),
      properties: this.#properties(all, pointer),
      others: this.#others(all, name, pointer),
    };
    if (schemas.length === 1) {
      const made = this.#made.get(schemas[0]) ?? new Map<string, FieldPlan>();
      this.#made.set(schemas[0], made.set(key, plan));
    }
    return plan;
  }

  #properties(schemas: readonly Schema[], pointer: string): FieldPlan['properties'] {
    const named = new Map<string, unknown[]>();
    for (const { properties } of schemas) {
      if (!isSchema(properties)) continue;
      for (const [name, inner] of Object.entries(properties)) named.set(name, [...(named.get(name) ?? []), inner]);
    }
    return new Map(
      [...named].map(([name, inner]) => {
        const step = name.replaceAll('~', '~0').replaceAll('/', '~1');
        return [name, this.#later(inner, name, `${pointer}/${step}`)] as const;
      }),
    );
  }

  #others(schemas: readonly Schema[], name: string, pointer: string): FieldPlan['others'] {
    const inner = schemas.flatMap((schema) => {
      const prefix = Array.isArray(schema['prefixItems']) ? (schema['prefixItems'] as unknown[]) : [];
      const patterns = isSchema(schema['patternProperties']) ? Object.values(schema['patternProperties']) : [];
      return [schema['items'], schema['additionalProperties'], ...prefix, ...patterns].filter(isSchema);
    });
    return inner.length > 0 ? this.#later(inner, name, `${pointer}/*`) : undefined;
  }

  #later(schemas: readonly unknown[], name: string, pointer: string): () => FieldPlan {
    let plan: FieldPlan | undefined;
    return () => (plan ??= this.#plan(schemas, name, pointer));
  }
}
