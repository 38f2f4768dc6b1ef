import { isFields } from '../../model/pointer.js';
import type { Node, NodeRef, Operation } from '../../model/types.js';
import { wordsOf, nameOf } from '../words.js';
import { boundChanges } from './bounds.js';
import type { ChangeList } from './change-list.js';

type Schema = Readonly<Record<string, unknown>>;

export interface SchemaContext {
  readonly changes: ChangeList;
  readonly operation: Operation;
  /** `in`: sent by callers. */
  readonly direction: 'in' | 'out';
  /** Where the schema stands, in words: `body`, `response 200`, `query limit`. */
  readonly part: string;
  /** JSON Pointer inside it, `*` for items. */
  readonly pointer?: string;
  /** Pairs that were compared in this place already: schemas contain themselves, and each other many times over. */
  readonly seen?: Set<string>;
}

/** No contract is deeper by hand; generated ones may be. */
const mostLevels = 64;

const secretWord = /\b(password|passwd|secret|token|hash|salt|otp|pin|cvv|ssn|iban|card number|api key|private key)\b/;
const powerWord =
  /\b(role|roles|is admin|admin|owner|owner id|permissions?|verified|balance|credit limit|status|tenant|tenant id|price)\b/;

const schemaAt = (node: Node | undefined): Schema | undefined =>
  node && isFields(node.value) ? node.value : undefined;
const namesOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** Compares two schemas at the same place, and all below them. */
export function diffSchemas(before: NodeRef, after: NodeRef, context: SchemaContext): void {
  const { changes, pointer = '', seen = new Set<string>() } = context;
  const [oldNode, newNode] = [changes.before.resolve(before), changes.after.resolve(after)];
  const [was, is] = [schemaAt(oldNode), schemaAt(newNode)];
  if (!oldNode || !newNode || !was || !is) return;
  const key = `${oldNode.file}#${oldNode.pointer} ${newNode.file}#${newNode.pointer}`;
  if (seen.has(key) || pointer.split('/').length > mostLevels) return;
  seen.add(key);
  const inner: SchemaContext = { ...context, pointer, seen };
  const pair = { was, is, oldNode, newNode };
  diffTypes(pair, inner);
  diffBounds(pair, inner);
  diffProperties(pair, inner);
  const below = (name: string): readonly [NodeRef, NodeRef] | undefined => {
    if (!isFields(was[name]) || !isFields(is[name])) return undefined;
    return [childOf(oldNode, name), childOf(newNode, name)];
  };
  const items = below('items');
  if (items) diffSchemas(...items, { ...inner, pointer: `${pointer}/*` });
  const more = below('additionalProperties');
  if (more) diffSchemas(...more, { ...inner, pointer: `${pointer}/*` });
  diffParts(pair, inner);
}

const childOf = (node: Node, ...names: readonly (string | number)[]): NodeRef => ({
  file: node.file,
  pointer: node.pointer + names.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
});

interface Pair {
  readonly was: Schema;
  readonly is: Schema;
  readonly oldNode: Node;
  readonly newNode: Node;
}

const where = ({ operation, part, pointer }: SchemaContext): string =>
  `${nameOf(operation)}, ${part}${pointer ? ` ${pointer}` : ''}`;

const partOf = ({ part, pointer = '' }: SchemaContext, name = ''): string => `${part} ${pointer}${name && `/${name}`}`;

function diffParts({ was, is, oldNode, newNode }: Pair, context: SchemaContext): void {
  for (const key of ['allOf', 'oneOf', 'anyOf'] as const) {
    const [old, current] = [was[key], is[key]];
    if (!Array.isArray(old) || !Array.isArray(current) || old.length !== current.length) continue;
    for (const index of old.keys()) {
      diffSchemas(childOf(oldNode, key, index), childOf(newNode, key, index), context);
    }
  }
}

function diffTypes({ was, is, newNode }: Pair, context: SchemaContext): void {
  const [old, current] = [typesOf(was), typesOf(is)];
  const { changes, operation, direction } = context;
  const common = { operation, node: newNode, part: partOf(context) };
  if (old.size && current.size) {
    const gone = [...old].filter((type) => !current.has(type) && !(type === 'integer' && current.has('number')));
    const come = [...current].filter((type) => !old.has(type) && !(type === 'integer' && old.has('number')));
    if (direction === 'in' ? gone.length : come.length) {
      const message = `${where(context)} was ${[...old].join(' or ')} and is ${[...current].join(' or ')}`;
      changes.add('type-changed', { ...common, kind: 'breaking', message });
    } else if (direction === 'in' && come.length) {
      const message = `${where(context)} may be ${come.join(' or ')} now too`;
      changes.add('type-widened', { ...common, kind: 'weakened', severity: 'low', message });
    }
  } else if (old.size && direction === 'in' && !hasShape(is)) {
    const message = `${where(context)} was ${[...old].join(' or ')} and may be anything now`;
    changes.add('type-dropped', { ...common, kind: 'weakened', severity: 'medium', message });
  }
  diffEnum({ was, is }, context, newNode);
}

const hasShape = (schema: Schema): boolean =>
  ['allOf', 'oneOf', 'anyOf', 'enum', 'const', 'properties', '$dynamicRef'].some((key) => schema[key] !== undefined);

function typesOf({ type, nullable }: Schema): ReadonlySet<string> {
  const types = typeof type === 'string' ? [type] : namesOf(type);
  return new Set(nullable === true && types.length ? [...types, 'null'] : types);
}

function diffEnum({ was, is }: Pick<Pair, 'was' | 'is'>, context: SchemaContext, node: NodeRef): void {
  if (!Array.isArray(was.enum)) return;
  const { changes, operation, direction, pointer = '', part } = context;
  const common = { operation, node, part: partOf(context) };
  if (!Array.isArray(is.enum)) {
    const message = `${where(context)} was one of a list and may be any value now`;
    if (direction === 'in') changes.add('enum-dropped', { ...common, kind: 'weakened', severity: 'medium', message });
    else changes.add('enum-dropped', { ...common, kind: 'breaking', severity: 'low', message });
    return;
  }
  const old = new Set(was.enum.map((one) => JSON.stringify(one)));
  const current = new Set(is.enum.map((one) => JSON.stringify(one)));
  const come = [...current].filter((one) => !old.has(one));
  const gone = [...old].filter((one) => !current.has(one));
  if (
    come.length &&
    direction === 'in' &&
    /\broles?\b|\bscopes?\b|\bpermissions?\b/.test(wordsOf(pointer.split('/').at(-1) || part))
  ) {
    const message = `${where(context)} may be ${come.join(', ')} now: callers can name a role that they could not`;
    changes.add('role-added', { ...common, kind: 'weakened', message });
  } else if (come.length) {
    const message = `${where(context)} may be ${come.join(', ')} now`;
    changes.add('enum-value-added', { ...common, kind: 'additive', message });
  }
  if (gone.length && direction === 'in') {
    const message = `${where(context)} may not be ${gone.join(', ')} any more`;
    changes.add('enum-value-removed', { ...common, kind: 'breaking', message });
  }
}

function diffBounds({ was, is, newNode }: Pair, context: SchemaContext): void {
  const { changes, operation, direction } = context;
  // Looser answers leak nothing by themselves, and tighter ones break nobody.
  if (direction === 'out') return;
  for (const { id, kind, severity, message } of boundChanges(was, is)) {
    changes.add(id, {
      kind,
      severity,
      operation,
      node: newNode,
      part: partOf(context, id),
      message: `${where(context)}: ${message}`,
    });
  }
}

const isClosed = (schema: Schema): boolean =>
  schema.additionalProperties === false || schema.unevaluatedProperties === false;

function diffProperties({ was, is, oldNode, newNode }: Pair, context: SchemaContext): void {
  const [old, current] = [fields(was.properties), fields(is.properties)];
  const [needed, needs] = [new Set(namesOf(was.required)), new Set(namesOf(is.required))];
  const { changes, operation, direction, pointer = '' } = context;
  if (isClosed(was) && !isClosed(is)) {
    changes.add('object-opened', {
      kind: 'weakened',
      severity: 'medium',
      operation,
      node: newNode,
      part: partOf(context),
      message: `${where(context)} had only known properties and may have any now`,
    });
  }
  for (const name of Object.keys(current)) {
    const node = childOf(newNode, 'properties', name);
    if (!Object.hasOwn(old, name)) {
      propertyAdded(name, { node, schema: fields(current[name]), isNeeded: needs.has(name) }, context);
      continue;
    }
    if (direction === 'in' && needs.has(name) && !needed.has(name)) {
      const message = `${where(context)} needs "${name}" now`;
      changes.add('property-required', { kind: 'breaking', operation, node, part: partOf(context, name), message });
    }
    if (direction === 'out' && needed.has(name) && !needs.has(name)) {
      const message = `${where(context)} may lack "${name}" now`;
      changes.add('property-optional', {
        kind: 'breaking',
        severity: 'low',
        operation,
        node,
        part: partOf(context, name),
        message,
      });
    }
    diffAccess(name, { was: fields(old[name]), is: fields(current[name]), node }, context);
    diffSchemas(childOf(oldNode, 'properties', name), node, { ...context, pointer: `${pointer}/${name}` });
  }
  for (const name of Object.keys(old)) {
    if (Object.hasOwn(current, name)) continue;
    const node = childOf(oldNode, 'properties', name);
    const isRefused = direction === 'in' && isClosed(is);
    if (direction === 'in' && !isRefused) continue;
    const message =
      direction === 'in' ? `${where(context)} refuses "${name}" now` : `${where(context)} has no "${name}" any more`;
    changes.add('property-removed', {
      kind: 'breaking',
      operation,
      node,
      old: true,
      part: partOf(context, name),
      message,
    });
  }
}

const fields = (value: unknown): Schema => (isFields(value) ? value : {});

interface Added {
  readonly node: NodeRef;
  readonly schema: Schema;
  readonly isNeeded: boolean;
}

function propertyAdded(name: string, { node, schema, isNeeded }: Added, context: SchemaContext): void {
  const { changes, operation, direction } = context;
  const common = { operation, node, part: partOf(context, name) };
  const words = wordsOf(name);
  if (direction === 'out' && schema.writeOnly !== true) {
    const isSecret = secretWord.test(words);
    const message = `${where(context)} has "${name}" now`;
    if (isSecret) changes.add('secret-exposed', { ...common, kind: 'weakened', message });
    else changes.add('property-exposed', { ...common, kind: 'weakened', severity: 'low', message });
    return;
  }
  if (direction === 'in' && schema.readOnly !== true) {
    const message = `${where(context)} takes "${name}" now${isNeeded ? ', and needs it' : ''}`;
    if (isNeeded) changes.add('required-property-added', { ...common, kind: 'breaking', message });
    else if (powerWord.test(words)) {
      changes.add('power-writable', {
        ...common,
        kind: 'weakened',
        severity: 'medium',
        message: `${message}: callers may choose it`,
      });
    } else changes.add('property-added', { ...common, kind: 'additive', message });
  }
}

interface Access {
  readonly was: Schema;
  readonly is: Schema;
  readonly node: NodeRef;
}

/** `readOnly` and `writeOnly` are what keeps a property out of requests and answers. */
function diffAccess(name: string, { was, is, node }: Access, context: SchemaContext): void {
  const { changes, operation, direction } = context;
  const common = { kind: 'weakened', operation, node, part: partOf(context, name) } as const;
  if (direction === 'in' && was.readOnly === true && is.readOnly !== true) {
    changes.add('property-writable', {
      ...common,
      message: `${where(context)}: "${name}" was read-only and may be set now`,
    });
  }
  if (direction === 'out' && was.writeOnly === true && is.writeOnly !== true) {
    changes.add('property-readable', {
      ...common,
      message: `${where(context)}: "${name}" was write-only and is given out now`,
    });
  }
}
