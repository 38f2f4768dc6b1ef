import { descend, isFields, memberOf, nodeBelow, pointerTokens } from './pointer.js';
import type { Documents, Node, NodeRef } from './types.js';

/**
 * OpenAPI 2.0 describes a form by one `in: formData` parameter per field. The schema of the whole form stands nowhere
 * in the file, so it gets a place of its own: the operation's pointer and this token, which no real pointer can have
 * (RFC 6901 knows only `~0` and `~1`).
 */
const formToken = '/~form';

/** Place of the schema of an operation's form. */
export function formSchemaRef(operation: NodeRef): NodeRef {
  return { file: operation.file, pointer: operation.pointer + formToken };
}

export function isFormPointer(pointer: string): boolean {
  return pointer.includes(formToken);
}

interface FormSchema {
  readonly value: unknown;
  /** Field -> its parameter object. */
  readonly fields: ReadonlyMap<string, Node>;
}

type Access = Pick<Documents, 'at' | 'resolve'>;

const remembered = new WeakMap<object, FormSchema>();

/** The node at a pointer at or below a form's schema, and the place in the file that it comes from. */
export function formSchemaAt(documents: Access, node: NodeRef): { node: Node; origin: NodeRef } | undefined {
  const split = node.pointer.indexOf(formToken);
  const operation = documents.at({ file: node.file, pointer: node.pointer.slice(0, split) });
  const tokens = pointerTokens(node.pointer.slice(split + formToken.length));
  if (!operation || !isFields(operation.value) || !tokens) return undefined;
  let form = remembered.get(operation.value);
  if (!form) remembered.set(operation.value, (form = buildForm(documents, operation)));
  const value = descend(form.value, tokens);
  if (value === undefined) return undefined;
  const field = tokens[0] === 'properties' ? form.fields.get(tokens[1] ?? '') : undefined;
  return { node: { file: node.file, pointer: node.pointer, value }, origin: field ?? operation };
}

/** Parameters of an operation and of its path item that are fields of a form, by name. The operation's win. */
export function formFields(documents: Access, operation: Node): ReadonlyMap<string, Node> {
  const fields = new Map<string, Node>();
  const pathItem = documents.at({ file: operation.file, pointer: operation.pointer.replace(/\/[^/]*$/, '') });
  for (const owner of [pathItem, operation]) {
    const list = owner && nodeBelow(owner, 'parameters');
    if (!list || !Array.isArray(list.value)) continue;
    for (const index of list.value.keys()) {
      const parameter = documents.resolve(nodeBelow(list, index));
      const name = memberOf(parameter?.value, 'name');
      if (!parameter || typeof name !== 'string' || memberOf(parameter.value, 'in') !== 'formData') continue;
      fields.set(name, parameter);
    }
  }
  return fields;
}

function buildForm(documents: Access, operation: Node): FormSchema {
  const fields = formFields(documents, operation);
  const required = [...fields].filter(([, field]) => memberOf(field.value, 'required') === true).map(([name]) => name);
  const properties = Object.fromEntries([...fields].map(([name, field]) => [name, field.value]));
  return { value: { type: 'object', properties, ...(required.length ? { required } : {}) }, fields };
}
