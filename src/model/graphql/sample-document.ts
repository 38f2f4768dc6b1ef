import { Kind, print, type FieldDefinitionNode, type TypeNode } from 'graphql';
import type { NamedType, RootKind, SchemaTypes } from './schema-types.js';
import { coreName } from './type-schema.js';

/** Levels of fields below a root field, and fields in all, of a document that we write. */
const mostLevels = 3;
const mostFields = 60;
const mostFragments = 5;

function needsArguments(field: FieldDefinitionNode): boolean {
  return (field.arguments ?? []).some(({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && !defaultValue);
}

/** Writes selections: every field that needs no argument, as deep and as many as the bounds allow. */
class Selection {
  readonly #types: SchemaTypes['types'];
  #left = mostFields;

  constructor(types: SchemaTypes['types']) {
    this.#types = types;
  }

  /** ` { id name }`, or nothing for what has no fields. */
  of(type: TypeNode, level = 1): string {
    const named = this.#types.get(coreName(type));
    if (!named || !['object', 'interface', 'union'].includes(named.kind)) return '';
    const used = new Map<string, string>();
    const own = this.#fields(named, level, used);
    const others = named.kind === 'object' ? [] : this.#fragments(named, level, used);
    const parts = [...own, ...others];
    return ` { ${parts.length > 0 ? parts.join(' ') : '__typename'} }`;
  }

  /** `used`: what a name stands for already, since two fragments may not answer one name with two types. */
  #fields({ fields }: NamedType, level: number, used: Map<string, string>): readonly string[] {
    const written: string[] = [];
    for (const [name, field] of fields) {
      if (field.kind !== Kind.FIELD_DEFINITION || needsArguments(field) || this.#left <= 0) continue;
      const shape = print(field.type);
      if ((used.get(name) ?? shape) !== shape) continue;
      const text = this.#field(name, field, level);
      if (text === undefined) continue;
      used.set(name, shape);
      written.push(text);
    }
    return written;
  }

  #field(name: string, { type }: FieldDefinitionNode, level: number): string | undefined {
    const kind = this.#types.get(coreName(type))?.kind;
    const isLeaf = kind === undefined || kind === 'scalar' || kind === 'enum';
    if (!isLeaf && level >= mostLevels) return undefined;
    this.#left -= 1;
    return isLeaf ? name : name + this.of(type, level + 1);
  }

  #fragments(abstract: NamedType, level: number, used: Map<string, string>): readonly string[] {
    const members = [...this.#types.values()].filter(
      ({ name, kind, interfaces }) =>
        kind === 'object' && (abstract.members.has(name) || interfaces.has(abstract.name)),
    );
    return [
      '__typename',
      ...members.slice(0, mostFragments).flatMap((member) => {
        const fields = this.#fields(member, level, used);
        return fields.length > 0 ? [`... on ${member.name} { ${fields.join(' ')} }`] : [];
      }),
    ];
  }
}

/** A document that asks for one root field: each argument is a variable of the same name. */
export function sampleDocument(kind: RootKind, field: FieldDefinitionNode, { types }: SchemaTypes): string {
  const name = field.name.value;
  const given = field.arguments ?? [];
  const list = (texts: readonly string[]) => (texts.length > 0 ? `(${texts.join(', ')})` : '');
  const declared = list(given.map((one) => `$${one.name.value}: ${print(one.type)}`));
  const passed = list(given.map((one) => `${one.name.value}: $${one.name.value}`));
  return `${kind}${declared === '' ? '' : ' '}${declared} { ${name}${passed}${new Selection(types).of(field.type)} }`;
}
