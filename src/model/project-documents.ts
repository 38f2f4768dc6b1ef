import path from 'node:path';
import { sha256 } from '../core/ids.js';
import type { Locate } from './policy-faults.js';
import type { DocumentFile, Documents, NodeRef } from './types.js';

/** Several document sets as one: each node is looked up in the set that has its file. */
export function joinDocuments(first: Documents, second: Documents | undefined): Documents {
  if (!second) return first;
  const ownerOf = ({ file }: NodeRef) => (first.files.has(file) ? first : second);
  return Object.freeze({
    entry: first.entry,
    files: new Map([...first.files, ...second.files]),
    refs: [...first.refs, ...second.refs],
    resolve: (node: NodeRef) => ownerOf(node).resolve(node),
    at: (node: NodeRef) => ownerOf(node).at(node),
    child: (node: NodeRef, ...names: readonly (string | number)[]) => ownerOf(node).child(node, ...names),
    locate: (node: NodeRef, key?: boolean) => ownerOf(node).locate(node, key),
  });
}

/** Finds the position of a node in any of these sets. */
export function locateIn(sets: readonly Documents[]): Locate {
  return (node, key) => {
    const owner = sets.find(({ files }) => files.has(node.file));
    return owner ? owner.locate(node, key) : { file: node.file, line: 1, column: 1 };
  };
}

/** SHA-256 over paths and digests of files, in a stable order; paths relative to `baseDir`, so equal on all machines. */
export function digestOf(sets: readonly Documents[], baseDir: string): string {
  const lines = sets.flatMap(({ files }) => [...files.values()].map((file) => lineOf(file, baseDir)));
  return sha256([...new Set(lines)].sort().join('\n'));
}

function lineOf({ path: file, digest }: DocumentFile, baseDir: string): string {
  const relative = path.relative(path.resolve(baseDir), path.resolve(file));
  return `${relative.split(path.sep).join('/')} ${digest}`;
}
