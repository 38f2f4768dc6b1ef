import { groupBy } from './group-by.js';
import { isFields, type Fields } from '../pointer.js';
import { isName } from './segments.js';

/** Deeper than this a contract says "anything". */
const deepest = 24;
/** Objects with more names are maps of something. */
const mostProperties = 200;
/** A list of thousands is of one kind, or nobody can tell of which. */
const mostItems = 200;

export type Schema = Readonly<Record<string, unknown>>;

const formats: readonly (readonly [name: string, form: RegExp])[] = [
  ['uuid', /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i],
  ['date-time', /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/i],
  ['date', /^\d{4}-\d{2}-\d{2}$/],
  ['email', /^[\w.+-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i],
  ['uri', /^https?:\/\/[!-~]+$/i],
];

const formatOf = (text: string): string | undefined => formats.find(([, form]) => form.test(text))?.[0];

/** What values of one place have in common. Of the values themselves nothing is kept. */
export class Shape {
  readonly #types = new Set<string>();
  /** A variable stood there: it can be anything. */
  #isOpen = false;
  readonly #formats = new Set<string | undefined>();
  #objects = 0;
  readonly #properties = new Map<string, { readonly shape: Shape; seen: number }>();
  #rest: Shape | undefined;
  #items: Shape | undefined;

  add(value: unknown, depth = 0): void {
    if (value === undefined || depth > deepest) this.#isOpen = true;
    else if (typeof value === 'string') this.#addText(value);
    else if (Array.isArray(value)) this.#addList(value, depth);
    else if (isFields(value)) this.#addObject(value, depth);
    else if (typeof value === 'number') this.#types.add(Number.isInteger(value) ? 'integer' : 'number');
    else this.#types.add(value === null ? 'null' : typeof value);
  }

  toSchema(): Schema {
    if (this.#isOpen || this.#types.size === 0) return {};
    const types = [...this.#types].filter((type) => type !== 'integer' || !this.#types.has('number')).sort();
    const [format, ...others] = this.#formats;
    return {
      type: types.length === 1 ? types[0] : types,
      ...(format !== undefined && others.length === 0 ? { format } : {}),
      ...(this.#types.has('object') ? this.#objectSchema() : {}),
      ...(this.#types.has('array') ? { items: this.#items?.toSchema() ?? {} } : {}),
    };
  }

  #addText(text: string): void {
    if (/^\{\{[^{}]*\}\}$/.test(text)) {
      this.#isOpen = true;
      return;
    }
    this.#types.add('string');
    this.#formats.add(formatOf(text));
  }

  #addList(list: readonly unknown[], depth: number): void {
    this.#types.add('array');
    for (const item of list.slice(0, mostItems)) (this.#items ??= new Shape()).add(item, depth + 1);
  }

  #addObject(fields: Fields, depth: number): void {
    this.#types.add('object');
    this.#objects += 1;
    for (const [name, value] of Object.entries(fields)) this.#slot(name).add(value, depth + 1);
  }

  /** Names that are ids or addresses of people are keys of a map, not properties. */
  #slot(name: string): Shape {
    const known = this.#properties.get(name);
    if (known) {
      known.seen += 1;
      return known.shape;
    }
    if (!isName(name) || this.#properties.size >= mostProperties) return (this.#rest ??= new Shape());
    const made = { shape: new Shape(), seen: 1 };
    this.#properties.set(name, made);
    return made.shape;
  }

  #objectSchema(): Schema {
    const properties = [...this.#properties];
    // One sample cannot tell what may be absent.
    const required = properties.filter(([, { seen }]) => this.#objects > 1 && seen === this.#objects);
    return {
      ...(properties.length
        ? { properties: Object.fromEntries(properties.map(([name, { shape }]) => [name, shape.toSchema()])) }
        : {}),
      ...(required.length ? { required: required.map(([name]) => name) } : {}),
      ...(this.#rest ? { additionalProperties: this.#rest.toSchema() } : {}),
    };
  }
}

/** The schema of values that were seen at one place. */
export function schemaOf(values: Iterable<unknown>): Schema {
  const shape = new Shape();
  for (const value of values) shape.add(value);
  return shape.toSchema();
}

/** A text of a query or form as the value that it most likely is. */
export function scalarOf(text: string): unknown {
  if (/^(?:true|false)$/.test(text)) return text === 'true';
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/.test(text) ? Number(text) : text;
}

/** Names with their values; a name that stands more than once has a list. */
export function fieldsOf(pairs: readonly { readonly name: string; readonly value: string }[]): Fields {
  const found = groupBy(pairs, ({ name }) => name);
  const valueOf = (of: readonly { readonly value: string }[]) => of.map(({ value }) => scalarOf(value));
  return Object.fromEntries([...found].map(([name, of]) => [name, of.length > 1 ? valueOf(of) : valueOf(of)[0]]));
}
