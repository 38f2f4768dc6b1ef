import { placeKey } from './ref-index.js';
import { makeConverter, type JsonSchema, type SchemaDirection } from './schema-convert.js';
import type { ContractFormat, Documents, Node, NodeRef } from './types.js';

/** See `ApiModel.standalone`. */
export type Standalone = (schema: NodeRef, direction: SchemaDirection) => JsonSchema;

/** A converted schema, and the places that it refers to. */
interface Definition {
  readonly schema: JsonSchema;
  readonly uses: ReadonlyMap<string, Node>;
}

/**
 * Makes the function that turns a schema of the contract into one self-contained JSON Schema 2020-12. A broken
 * reference becomes `true`. A property that the direction forbids (`readOnly` in a request, `writeOnly` in a response)
 * becomes `false` and is not required. Definitions are converted once and shared by all results.
 */
export function standaloneSchemas(documents: Documents, format: ContractFormat): Standalone {
  const nameOf = makeNames();
  const convert = makeConverter({ documents, format, nameOf });
  const definitions = new Map<string, Definition>();
  const results = new Map<string, JsonSchema>();

  function define(node: Node, direction: SchemaDirection): Definition {
    const key = `${direction} ${placeKey(node)}`;
    let definition = definitions.get(key);
    if (!definition) {
      const uses = new Map<string, Node>();
      definitions.set(key, (definition = { schema: convert(node, direction, uses), uses }));
    }
    return definition;
  }

  function collect(root: Definition, direction: SchemaDirection): Record<string, JsonSchema> {
    const found = new Map<string, JsonSchema>();
    const queue = [...root.uses.values()];
    for (let node = queue.pop(); node; node = queue.pop()) {
      const name = nameOf(node);
      if (found.has(name)) continue;
      const { schema, uses } = define(node, direction);
      found.set(name, schema);
      queue.push(...uses.values());
    }
    return Object.fromEntries(found);
  }

  function make(schema: NodeRef, direction: SchemaDirection): JsonSchema {
    const node = documents.at(schema);
    if (!node) return true;
    const root = define(node, direction);
    if (typeof root.schema === 'boolean' || root.uses.size === 0) return root.schema;
    return Object.freeze({ ...root.schema, $defs: collect(root, direction) });
  }

  return (schema, direction) => {
    const key = `${direction} ${placeKey(schema)}`;
    let result = results.get(key);
    if (result === undefined) results.set(key, (result = make(schema, direction)));
    return result;
  };
}

/** Names for `$defs`: the last word of the pointer, with a number where it is taken. Equal places, equal names. */
function makeNames(): (node: NodeRef) => string {
  const names = new Map<string, string>();
  const taken = new Map<string, number>();
  return (node) => {
    const key = placeKey(node);
    let name = names.get(key);
    if (name === undefined) {
      const word = wordOf(node);
      const count = (taken.get(word) ?? 0) + 1;
      taken.set(word, count);
      // A dot before the number: no word that ends in a number of its own can collide.
      names.set(key, (name = count === 1 ? word : `${word}.${count}`));
    }
    return name;
  };
}

function wordOf({ file, pointer }: NodeRef): string {
  const last = pointer === '' ? file.replace(/^.*[\\/]/, '') : pointer.slice(pointer.lastIndexOf('/') + 1);
  return last.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 60) || '_';
}
