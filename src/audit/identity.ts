import { fingerprint } from '../core/ids.js';
import { escapeToken, isFields, memberOf, pointerTokens } from '../model/pointer.js';
import type { ApiModel, Documents, NodeRef, Operation, Parameter } from '../model/types.js';

/** What an element of an array is called, so that moving it does not rename it. */
function elementName(value: unknown, index: string): string {
  if (typeof value === 'string') return value;
  if (!isFields(value)) return index;
  const { $ref, name, in: location, url, title, operationId, id } = value;
  if (typeof name === 'string') return typeof location === 'string' ? `${location}.${name}` : name;
  for (const text of [$ref, url, operationId, id, title]) if (typeof text === 'string') return text;
  return index;
}

/** The pointer with names in place of array indices: reordering a list changes nothing. */
export function semanticPointer(documents: Documents | undefined, node: NodeRef): string {
  let value = documents?.files.get(node.file)?.value;
  let pointer = '';
  for (const token of pointerTokens(node.pointer) ?? []) {
    const isElement = Array.isArray(value);
    value = memberOf(value, token);
    pointer += `/${escapeToken(isElement ? elementName(value, token) : token)}`;
  }
  return pointer;
}

/** A path template without the names of its parameters: `/orders/{}`. */
export function pathShape(path: string): string {
  return path.replaceAll(/\{[^}]*\}/g, '{}');
}

/** Name of an operation that outlives renamed path parameters. */
export function operationName(operation: Operation): string {
  return operation.operationId ?? `${operation.method.toUpperCase()} ${pathShape(operation.path)}`;
}

/**
 * Key of a parameter for a report: one of a path has no name that lasts, so it is counted. Undefined where its place is
 * name enough: components, and all other parameters.
 */
export function parameterKey({ path }: Operation, { in: location, name, node }: Parameter): { readonly key?: string } {
  if (location !== 'path' || !node.pointer.startsWith('/paths/')) return {};
  const before = path.slice(0, path.indexOf(`{${name}}`));
  return { key: `path parameter ${pathShape(before)}{} of ${pathShape(path)}` };
}

/** The folder of the entry is cut off, so that the same contract has the same names on every machine. */
function fileName(documents: Documents, file: string): string {
  const folder = documents.entry.slice(0, documents.entry.lastIndexOf('/') + 1);
  return file.startsWith(folder) ? file.slice(folder.length) : file;
}

function placeName(model: ApiModel, node: NodeRef, operation: Operation | undefined): string {
  const own = model.documents.files.has(node.file);
  const documents = own ? model.documents : model.policyDocuments;
  if (operation && node.file === operation.node.file && node.pointer.startsWith(operation.node.pointer)) {
    const prefix = semanticPointer(documents, operation.node);
    return semanticPointer(documents, node).slice(prefix.length);
  }
  const file = documents && node.file !== documents.entry ? fileName(documents, node.file) : '';
  return `${own ? 'contract' : 'policy'}:${file}#${semanticPointer(documents, node)}`;
}

/** What a finding's fingerprint is made of. */
export interface Identity {
  readonly ruleId: string;
  readonly node: NodeRef;
  /** Set where the node stands in, or is about, one operation. */
  readonly operation?: Operation | undefined;
  readonly key?: string | undefined;
}

/**
 * Fingerprint of a finding: from rule, API, operation and the names on the way to the node. Moved lines, reordered keys
 * and lists, and renamed path parameters do not change it.
 */
export function findingFingerprint(model: ApiModel, { ruleId, node, operation, key }: Identity): string {
  return fingerprint(
    ruleId,
    model.name,
    operation ? operationName(operation) : '',
    key ?? placeName(model, node, operation),
  );
}
