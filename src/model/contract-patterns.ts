import type { ContractOperation } from './operations.js';
import { below } from './pointer.js';
import { type Reader } from './reading.js';
import { patternsIn } from './ref-index.js';
import { compilePattern, isLegalOnlyWithoutUnicode, UnsafePatternError } from './safe-pattern.js';
import { schemaRoots, walkSchemas } from './schema-walk.js';
import type { NodeRef } from './types.js';

/**
 * Reports every `pattern` that the gateway cannot run, with its place: whatever it is meant to judge is refused. One
 * that is legal only without the `u` flag runs, and may mean something else to others (JSON Schema 2020-12 Core 6.4).
 */
export function reportPatterns(reader: Reader, operations: Iterable<ContractOperation>): void {
  const all = patternsIn(reader.documents);
  // Who is reached by what is only asked when there is something to say.
  if (all && ![...all].some(isDoubtful)) return;
  for (const { node, value } of walkSchemas(reader.documents, schemaRoots(operations)).visits) {
    if (typeof value['pattern'] === 'string') reportPattern(reader, below(node, 'pattern'), value['pattern']);
    const named = value['patternProperties'];
    if (typeof named !== 'object' || named === null) continue;
    for (const pattern of Object.keys(named)) reportPattern(reader, below(node, 'patternProperties', pattern), pattern);
  }
}

function isDoubtful(pattern: string): boolean {
  try {
    compilePattern(pattern);
  } catch {
    return true;
  }
  return isLegalOnlyWithoutUnicode(pattern);
}

function reportPattern(reader: Reader, node: NodeRef, pattern: string): void {
  try {
    compilePattern(pattern);
  } catch (cause) {
    if (!(cause instanceof UnsafePatternError)) throw cause;
    return reader.report('unsupported', node, `The pattern ${cause.message}: every value is refused`);
  }
  if (isLegalOnlyWithoutUnicode(pattern)) {
    reader.report('unsupported', node, 'The pattern is legal only without the u flag: others may read it otherwise');
  }
}
