import { isFields, nodeBelow, type Fields } from './pointer.js';
import { placeKey, refChain, refOf, targetOf } from './ref-index.js';
import { discriminatorKinds } from './schema-discriminator.js';
import {
  dependentRequired,
  keywordsOf,
  modernise,
  plainKeyword,
  typesOf,
  uniqueNames,
  type KeywordShape,
} from './schema-keywords.js';
import type { ContractFormat, Documents, Node, NodeRef, Ref } from './types.js';

export type JsonSchema = Readonly<Record<string, unknown>> | boolean;
export type SchemaDirection = 'request' | 'response';

export interface ConverterOptions {
  readonly documents: Documents;
  readonly format: ContractFormat;
  /** Name of a referenced schema in `$defs`. */
  readonly nameOf: (node: NodeRef) => string;
}

/** Converts one schema; what it refers to is put into `uses` by place. */
export type Convert = (node: Node, direction: SchemaDirection, uses: Map<string, Node>) => JsonSchema;

interface Scope {
  readonly flag: 'readOnly' | 'writeOnly';
  readonly uses: Map<string, Node>;
  /** Properties that this schema or one around it forbids, so that nothing here may require them. */
  readonly hidden: ReadonlySet<string>;
}

const nothing: ReadonlySet<string> = new Set();

/**
 * Schemas that one schema puts together by `allOf`, at any depth. Beyond that, a property that is both required and
 * forbidden stays required: what nobody can send is refused.
 */
const maxParts = 200;

/** Keywords whose schemas speak of the same object, so what is forbidden around them cannot be required in them. */
const sameObject = /\/(allOf|anyOf|then|else)$/;

/** Makes the converter of a contract. Depth is bounded by the depth of the documents (`limits.depth`). */
export function makeConverter({ documents, format, nameOf }: ConverterOptions): Convert {
  const isOld = format === 'openapi-2.0' || format === 'openapi-3.0';
  const keywords = isOld ? keywordsOf.old : keywordsOf.new;
  const hiddenBy = {
    readOnly: new Map<object, ReadonlySet<string>>(),
    writeOnly: new Map<object, ReadonlySet<string>>(),
  };

  // Asked again for every schema that leads to the same properties.
  const isHiddenBy = { readOnly: new Map<object, boolean>(), writeOnly: new Map<object, boolean>() };
  const hiddenIn = { readOnly: new Map<object, readonly string[]>(), writeOnly: new Map<object, readonly string[]>() };

  function convert(node: Node, scope: Scope): JsonSchema {
    const { value } = node;
    if (typeof value === 'boolean') return value;
    if (!isFields(value)) return true;
    const ref = refOf(documents, value);
    const target = ref && convertRef(ref, scope);
    if (target && isOld) return typeof target === 'object' ? modernise({ ...target }, value) : target;
    const schema = convertKeywords(node, value, scope);
    return ref ? combine(target ?? true, schema) : schema;
  }

  function convertRef(ref: Ref, scope: Scope): JsonSchema {
    const node = targetOf(documents, ref);
    if (node && !documents.resolve(node)) return true;
    if (!node) return true;
    scope.uses.set(placeKey(node), node);
    return { $ref: `#/$defs/${nameOf(node)}` };
  }

  function convertKeywords(node: Node, value: Fields, outer: Scope): Record<string, unknown> {
    const hidden = hiddenNames(node, outer.flag);
    const scope = { ...outer, hidden: hidden.size === 0 ? outer.hidden : new Set([...outer.hidden, ...hidden]) };
    const schema: Record<string, unknown> = {};
    for (const [keyword, shape] of keywords) {
      if (!Object.hasOwn(value, keyword)) continue;
      const converted = convertKeyword(nodeBelow(node, keyword), shape, scope);
      if (converted !== undefined) schema[keyword] = converted;
    }
    addRest(schema, node, scope);
    return isOld ? modernise(schema, value) : schema;
  }

  function convertKeyword(node: Node, shape: KeywordShape, scope: Scope): unknown {
    const { value } = node;
    const inside = sameObject.test(node.pointer) ? scope : { ...scope, hidden: nothing };
    if (shape === 'schema') return isSchema(value) ? convert(node, inside) : undefined;
    if (shape === 'list') return convertList(node, inside);
    if (shape === 'map') return convertMap(node, inside);
    if (shape !== 'names') return plainKeyword(shape, value);
    const names = Array.isArray(value) ? uniqueNames(value).filter((name) => !scope.hidden.has(name)) : [];
    return names.length > 0 ? names : undefined;
  }

  function convertList(node: Node, scope: Scope): JsonSchema[] | undefined {
    if (!Array.isArray(node.value) || node.value.length === 0) return undefined;
    return node.value.map((_, index) => convert(nodeBelow(node, index), scope));
  }

  function convertMap(node: Node, scope: Scope): Record<string, JsonSchema> | undefined {
    if (!isFields(node.value)) return undefined;
    const isProperties = node.pointer.endsWith('/properties');
    const entries = Object.keys(node.value).map((name): [string, JsonSchema] => {
      const member = nodeBelow(node, name);
      return [name, isProperties && isHidden(member, scope.flag) ? false : convert(member, scope)];
    });
    return Object.fromEntries(entries);
  }

  /** Keywords whose conversion is not their own affair: `type`, `enum`, tuples and dependencies. */
  function addRest(schema: Record<string, unknown>, node: Node, scope: Scope): void {
    const value = node.value as Fields;
    const types = typesOf(value['type']);
    if (types.length > 0) schema['type'] = types.length === 1 ? types[0] : types;
    // A file, as OpenAPI 2.0 says it.
    if (value['type'] === 'file') Object.assign(schema, { type: 'string', format: 'binary' });
    const kinds = isFields(value['discriminator']) ? discriminatorKinds(documents, node, nameOf) : undefined;
    if (kinds) schema['discriminator'] = kinds;
    if (Array.isArray(value['enum']) && value['enum'].length > 0) schema['enum'] = value['enum'];
    const dependencies = isOld ? undefined : dependentRequired(value);
    if (dependencies) schema['dependentRequired'] = dependencies;
    if (typeof schema['multipleOf'] === 'number' && schema['multipleOf'] <= 0) delete schema['multipleOf'];
    if (Array.isArray(value['items'])) addTuple(schema, node, { ...scope, hidden: nothing });
  }

  /** Draft 4's tuples, which 2020-12 writes as `prefixItems`. */
  function addTuple(schema: Record<string, unknown>, node: Node, scope: Scope): void {
    const tuple = convertList(nodeBelow(node, 'items'), scope);
    if (tuple) schema['prefixItems'] = tuple;
    const rest = nodeBelow(node, 'additionalItems');
    if (isSchema(rest.value)) schema['items'] = convert(rest, scope);
  }

  function isHidden(property: Node, flag: Scope['flag']): boolean {
    const { value } = property;
    if (!isFields(value)) return false;
    const known = isHiddenBy[flag].get(value);
    if (known !== undefined) return known;
    const hidden = refChain(documents, property).some((step) => isFields(step.value) && step.value[flag] === true);
    isHiddenBy[flag].set(value, hidden);
    return hidden;
  }

  /** Names of the properties that the flag forbids, here and in what `allOf` brings. */
  function hiddenNames(node: Node, flag: Scope['flag']): ReadonlySet<string> {
    const known = hiddenBy[flag].get(node.value as object);
    if (known) return known;
    const names = new Set<string>();
    const seen = new Set<unknown>();
    const queue = [node];
    for (let next = queue.pop(); next && seen.size < maxParts; next = queue.pop()) {
      for (const part of refChain(documents, next)) {
        if (!isFields(part.value) || seen.has(part.value)) continue;
        seen.add(part.value);
        for (const name of hiddenProperties(part, flag)) names.add(name);
        const all = nodeBelow(part, 'allOf');
        if (Array.isArray(all.value)) queue.push(...all.value.map((_, index) => nodeBelow(all, index)));
      }
    }
    hiddenBy[flag].set(node.value as object, names);
    return names;
  }

  function hiddenProperties(node: Node, flag: Scope['flag']): readonly string[] {
    const properties = nodeBelow(node, 'properties');
    if (!isFields(properties.value)) return [];
    let names = hiddenIn[flag].get(properties.value);
    if (!names) {
      names = Object.keys(properties.value).filter((name) => isHidden(nodeBelow(properties, name), flag));
      hiddenIn[flag].set(properties.value, names);
    }
    return names;
  }

  return (node, direction, uses) =>
    convert(node, { flag: direction === 'request' ? 'readOnly' : 'writeOnly', hidden: nothing, uses });
}

function isSchema(value: unknown): boolean {
  return isFields(value) || typeof value === 'boolean';
}

/** A reference and what stands beside it: both hold (OpenAPI 3.1). */
function combine(target: JsonSchema, schema: Record<string, unknown>): JsonSchema {
  if (typeof target === 'boolean') return target ? schema : false;
  return { ...target, ...schema };
}
