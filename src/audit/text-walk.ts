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
  for (let at: Step | undefined = step; at?.parent; at = at.parent) tokens.push(at.token);
  return below({ file, pointer: '' }, ...tokens.reverse());
}

/** The text that is being looked at. One object for all of them: a large contract has hundreds of thousands. */
interface Current {
  text: string;
  key: string;
  holder: string;
  node(): NodeRef;
}

function walkFile(file: DocumentFile, visit: (text: TextVisit) => void): void {
  if (typeof file.value !== 'object' || file.value === null) return;
  const seen = file.hasAliases ? new Set<object>([file.value]) : undefined;
  const stack: Step[] = [{ value: file.value, token: '', key: '', parent: undefined }];
  let at = stack[0]!;
  let token = '';
  const current: Current = { text: '', key: '', holder: '', node: () => nodeOf(file.path, at, token) };
  for (let step = stack.pop(); step; step = stack.pop()) {
    at = step;
    const isList = Array.isArray(at.value);
    for (token in at.value) {
      const value = (at.value as Readonly<Record<string, unknown>>)[token];
      if (typeof value === 'string') {
        current.text = value;
        current.key = isList ? at.key : token;
        current.holder = at.key;
        visit(current);
      } else if (typeof value === 'object' && value !== null && !seen?.has(value)) {
        seen?.add(value);
        stack.push({ value, token, key: isList ? at.key : token, parent: at });
      }
    }
  }
}

/**
 * Every text value of every file, once: values that YAML aliases share are seen at their first place. A visit is good
 * until it returns.
 */
export function walkTexts(documents: Documents, visit: (text: TextVisit) => void): void {
  for (const file of documents.files.values()) walkFile(file, visit);
}
