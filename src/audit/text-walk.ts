import { below } from '../model/pointer.js';
import type { DocumentFile, Documents, NodeRef } from '../model/types.js';
import type { TextVisit } from './rule.js';

interface Step {
  readonly value: object;
  readonly token: string;
  /** Name of the nearest property that holds it: tokens of arrays are only numbers. */
  readonly key: string;
  readonly parent: Step | undefined;
}

function nodeOf(file: string, step: Step, token: string): NodeRef {
  const tokens = [token];
  for (let at: Step | undefined = step; at?.parent; at = at.parent) tokens.unshift(at.token);
  return below({ file, pointer: '' }, ...tokens);
}

function walkFile(file: DocumentFile, visit: (text: TextVisit) => void): void {
  if (typeof file.value !== 'object' || file.value === null) return;
  const seen = new WeakSet<object>([file.value]);
  const stack: Step[] = [{ value: file.value, token: '', key: '', parent: undefined }];
  for (let step = stack.pop(); step; step = stack.pop()) {
    const at = step;
    const isList = Array.isArray(at.value);
    for (const token of Object.keys(at.value)) {
      const value = (at.value as Readonly<Record<string, unknown>>)[token];
      const key = isList ? at.key : token;
      if (typeof value === 'string')
        visit({ text: value, key, holder: at.key, node: () => nodeOf(file.path, at, token) });
      if (typeof value !== 'object' || value === null || seen.has(value)) continue;
      seen.add(value);
      stack.push({ value, token, key, parent: at });
    }
  }
}

/** Every text value of every file, once: values that YAML aliases share are seen at their first place. */
export function walkTexts(documents: Documents, visit: (text: TextVisit) => void): void {
  for (const file of documents.files.values()) walkFile(file, visit);
}
