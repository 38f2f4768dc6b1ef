import { PortcullisError } from '../core/errors.js';
import type { Place } from '../core/place.js';
import type { FileSource } from './file-source.js';
import { fileFromText, makeFileStore, type LoadedFile } from './file-store.js';
import { formSchemaAt, isFormPointer } from './swagger2-form.js';
import { defaultLimits, type DocumentLimits } from './limits.js';
import { memberOf, pointerOf, pointerTokens, valueAt } from './pointer.js';
import { indexRefs } from './ref-index.js';
import { scanRefs, type RefTable } from './ref-scan.js';
import type { Documents, Node, NodeRef, Problem } from './types.js';

export interface LoadOptions {
  /** Folder that references may not leave. Default: the folder of the entry file. */
  readonly root?: string;
  readonly limits?: Partial<DocumentLimits>;
  /** Default: the disk. */
  readonly source?: FileSource | undefined;
  /**
   * Reads on where a file that references name is broken, or a key stands twice: what was left out is in `leftOut`.
   * For looking at a contract, never for enforcing it. Default: such a fault is thrown.
   */
  readonly partial?: boolean | undefined;
  /** `false`: no `$ref` means anything, as in a policy. Default: the entry is a contract. */
  readonly refs?: boolean;
}

const noRefs: RefTable = { refs: [], byHolder: new Map(), targets: new Map(), patterns: new Set() };

/**
 * Reads a contract or policy and every file its references name. Nothing outside the root folder is opened and
 * nothing is fetched: such references are listed in `refs` with their state.
 * Throws `FILE_UNREADABLE`, `FILE_TOO_LARGE`, or `SYNTAX_INVALID` with the place.
 */
export function loadDocuments(entryFile: string, options: LoadOptions = {}): Documents {
  const limits = { ...defaultLimits, ...options.limits };
  const leftOut: Problem[] = [];
  const store = makeFileStore({
    entry: entryFile,
    root: options.root,
    limits,
    source: options.source,
    leftOut: options.partial ? (problem) => leftOut.push(problem) : undefined,
  });
  const entry = store.readEntry();
  const table = options.refs === false ? noRefs : scanRefs(entry, store);
  return makeDocuments(entry.path, store.files, { table, leftOut });
}

/** One document from memory. References to other files are `missing`. Throws as `loadDocuments` does. */
export function documentsFromText(path: string, text: string, options: LoadOptions = {}): Documents {
  const limits = { ...defaultLimits, ...options.limits };
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > limits.fileBytes) throw new PortcullisError('FILE_TOO_LARGE', `${path} is over the limit`);
  const leftOut: Problem[] = [];
  const note = options.partial ? (problem: Problem) => leftOut.push(problem) : undefined;
  const entry = fileFromText({ file: path, text: text.replace(/^\uFEFF/, ''), limits, leftOut: note }, bytes);
  const table =
    options.refs === false ? noRefs : scanRefs(entry, { readReferenced: () => 'missing', readRemote: () => 'remote' });
  return makeDocuments(path, new Map([[path, entry]]), { table, leftOut });
}

/** A node that was found before: looking for its place again would be most of the work of reading a contract. */
function hasValue(node: NodeRef): node is Node {
  return 'value' in node && node.value !== undefined;
}

interface Findings {
  readonly table: RefTable;
  readonly leftOut: readonly Problem[];
}

function makeDocuments(entry: string, files: ReadonlyMap<string, LoadedFile>, { table, leftOut }: Findings): Documents {
  function at(node: NodeRef): Node | undefined {
    const file = files.get(node.file);
    if (!file) return undefined;
    if (isFormPointer(node.pointer)) return formSchemaAt(documents, node)?.node;
    const value = valueAt(file.value, node.pointer);
    return value === undefined ? undefined : { file: node.file, pointer: node.pointer, value };
  }

  function follow(node: Node | undefined): Node | undefined {
    let found = node;
    // Loops of references are `circular` and have no target, so this ends.
    while (found) {
      const ref = table.byHolder.get(found.value as object);
      if (!ref) return found;
      found = ref.to && table.targets.get(ref);
    }
    return undefined;
  }

  function child(node: NodeRef, ...names: readonly (string | number)[]): Node | undefined {
    let found = follow(at(node));
    for (const name of names) {
      if (!found) return undefined;
      const value = memberOf(found.value, String(name));
      if (value === undefined) return undefined;
      found = follow({ file: found.file, pointer: found.pointer + pointerOf([name]), value });
    }
    return found;
  }

  function locate(node: NodeRef, key = false): Place {
    const file = files.get(node.file);
    if (!file) return { file: node.file, line: 1, column: 1 };
    if (isFormPointer(node.pointer))
      return locate(formSchemaAt(documents, node)?.origin ?? { file: node.file, pointer: '' });
    return file.locator().locate(pointerTokens(node.pointer) ?? [], key);
  }

  const documents: Documents = Object.freeze<Documents>({
    entry,
    files,
    refs: table.refs,
    leftOut,
    resolve: (node) => follow(hasValue(node) ? node : at(node)),
    at,
    child,
    locate,
  });
  indexRefs(documents, table);
  return documents;
}
