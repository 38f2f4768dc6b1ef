import type { PolicySchema } from '../../model/policy-schema/schema.js';
import { code, page, table } from './markdown.js';

interface Key {
  readonly path: string;
  readonly schema: PolicySchema;
  readonly required: boolean;
}

/** The keys of a policy file as a Markdown page, from its schema. */
export function policyDocs(policy: PolicySchema, patches: PolicySchema): string {
  const tops = Object.entries(policy.properties ?? {}).filter(([name]) => name !== '$schema');
  const operation = new Set(Object.values(valueOf(policy.properties?.operations)?.properties ?? {}));
  const patchItem = patches.properties?.patches?.items;
  return page(
    'The policy file',
    'The contract says what calls look like; `portcullis.yaml` says who may do what, how much, and where it goes. Unknown keys are errors. YAML and JSON both work. `portcullis policy check` reads the file as `start` does; `portcullis policy explain OPERATION` prints what is resolved for one operation: built-in values, then `defaults`, then `x-portcullis` in the contract, then the entry in `operations`, then patches.',
    'Secrets are references: `${env:NAME}` or `${file:PATH}`. A secret that stands in the file itself is refused.',
    'In the tables `NAME` is a name of your own, `[]` an item of a list, and **bold** keys must be there.',
    ...tops.map(([name, schema]) => section({ name, schema, known: name === 'defaults' ? operation : new Set() })),
    '## The patches file',
    '`portcullis.patches.yaml` stands beside the policy. `portcullis patch` writes it; the policy itself is never rewritten.',
    keyTable(patchItem ? under(patchItem, 'patches[]', new Set([patchItem.properties?.set])) : []),
    'The keys of `set` are those of [operations](#operations).',
  );
}

interface Section {
  readonly name: string;
  readonly schema: PolicySchema;
  /** Schemas that another section explains. */
  readonly known: ReadonlySet<PolicySchema | undefined>;
}

function section({ name, schema, known }: Section): string {
  const rows = under(schema, name, known);
  const text = schema.const === undefined ? schema.description! : `${schema.description} Always ${expected(schema)}.`;
  const rest = known.size ? ['Keys without a description here are explained under [operations](#operations).'] : [];
  return [`## ${name}`, text, ...(rows.length ? [keyTable(rows), ...rest] : [])].join('\n\n');
}

/** Every key below a schema, outermost first. Keys whose schema is known get no rows of their own parts. */
function under(schema: PolicySchema, path: string, known: Section['known']): readonly Key[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const key = { path: `${path}.${name}`, schema: value, required: schema.required?.includes(name) ?? false };
    if (known.has(value)) return [{ ...key, schema: expectedOnly(value) }];
    return [key, ...under(value, key.path, known)];
  });
  const value = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  return [
    ...own,
    ...(value ? named(value, `${path}.NAME`, known) : []),
    ...(schema.items ? under(schema.items, `${path}[]`, known) : []),
    ...alternatives(schema).flatMap((one) => under(one, path, known)),
  ].filter((key, i, all) => all.findIndex(({ path: other }) => other === key.path) === i);
}

/** A list of what may also stand alone has no keys of its own. */
function alternatives({ anyOf = [] }: PolicySchema): readonly PolicySchema[] {
  return anyOf.filter(({ items }) => !items || !anyOf.includes(items));
}

function named(value: PolicySchema, path: string, known: Section['known']): readonly Key[] {
  const below = under(value, path, known);
  return below.length && !value.description ? below : [{ path, schema: value, required: false }, ...below];
}

const valueOf = (schema: PolicySchema | undefined): PolicySchema | undefined =>
  typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined;

function expectedOnly(schema: PolicySchema): PolicySchema {
  return { title: expected(schema) };
}

function keyTable(keys: readonly Key[]): string {
  return table(
    ['key', 'expected', 'meaning'],
    keys.map(({ path, schema, required }) => [
      required ? `**${code(path)}**` : code(path),
      expected(schema),
      [schema.description, schema.default === undefined ? '' : `Default ${code(String(schema.default))}.`]
        .filter(Boolean)
        .join(' '),
    ]),
  );
}

/** What may stand there, in words. */
function expected(schema: PolicySchema): string {
  if (schema.title) return schema.title;
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(', ');
  if (schema.type === 'array') return schema.items?.title ? `a list: each ${schema.items.title}` : 'a list';
  if (schema.type === 'object') return 'an object';
  if (schema.type === 'boolean') return '`true` or `false`';
  if (schema.type === 'integer' || schema.type === 'number') return numberText(schema);
  return 'a text';
}

function numberText({ type, minimum, maximum, exclusiveMinimum }: PolicySchema): string {
  const word = type === 'integer' ? 'a whole number' : 'a number';
  if (minimum !== undefined) return `${word} from ${minimum}${maximum === undefined ? '' : ` to ${maximum}`}`;
  return exclusiveMinimum === undefined ? word : `${word} above ${exclusiveMinimum}`;
}
