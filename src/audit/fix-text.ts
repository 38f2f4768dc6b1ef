import { isDeepStrictEqual } from 'node:util';
import { applyEdits, modify } from 'jsonc-parser';
import type { JsonPatchOperation } from '../core/finding.js';
import { documentsFromText } from '../model/documents.js';
import { memberOf, pointerTokens, valueAt } from '../model/pointer.js';
import type { Documents } from '../model/types.js';
import { applyStep } from './fix-apply.js';
import { YamlEditor, type Edit } from './fix-yaml.js';

/** Changing a text once for each step costs as many passes over it. */
const maxPassesBytes = 200_000_000;

/** A text with the steps of a patch in it. */
export interface FixedText {
  readonly text: string;
  /** Steps that are in the text. */
  readonly applied: readonly JsonPatchOperation[];
  /** Steps whose place is gone, or that would change more of the text than they say. */
  readonly left: readonly JsonPatchOperation[];
}

function valueOf(documents: Documents): unknown {
  return documents.files.get(documents.entry)?.value;
}

/** The steps one after the other on a copy: the outcome, and which of them had a place. */
function simulate(value: unknown, patch: readonly JsonPatchOperation[]) {
  const result = structuredClone(value);
  const fitting = patch.filter((step) => applyStep(result, step));
  return { result, fitting };
}

function parsed(file: string, text: string): unknown {
  try {
    return valueOf(documentsFromText(file, text, { refs: false }));
  } catch {
    return undefined;
  }
}

function indentOf(text: string): string | number {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? 2;
}

/** As a machine wrote it, indented or in one line: then writing it anew changes nothing else. */
function rewriteJson(text: string, value: unknown, result: unknown): string | undefined {
  const tail = /\s*$/.exec(text)![0];
  for (const indent of [indentOf(text), undefined]) {
    if (JSON.stringify(value, null, indent) + tail === text) return JSON.stringify(result, null, indent) + tail;
  }
  return undefined;
}

function editJson(text: string, step: JsonPatchOperation): string {
  const value = JSON.parse(text) as unknown;
  const path = (pointerTokens(step.path) ?? []).map((token, i, all) => {
    const parent = valueAt(
      value,
      step.path
        .split('/')
        .slice(0, i + 1)
        .join('/'),
    );
    if (!Array.isArray(parent)) return token;
    return token === '-' && i === all.length - 1 ? parent.length : Number(token);
  });
  const isNewItem =
    step.op === 'add' &&
    Array.isArray(memberOf({ of: valueAt(value, step.path.slice(0, step.path.lastIndexOf('/'))) }, 'of'));
  const indent = indentOf(text);
  const formattingOptions = {
    insertSpaces: indent !== '\t',
    tabSize: typeof indent === 'string' ? indent.length : indent,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  const edits = modify(text, path, step.op === 'remove' ? undefined : step.value, {
    formattingOptions,
    isArrayInsertion: isNewItem,
  });
  return applyEdits(text, edits);
}

/** From the end on, so that no edit moves another one. Undefined when two of them touch. */
function withEdits(text: string, edits: readonly Edit[]): string | undefined {
  const sorted = edits.toSorted((a, b) => b.start - a.start || b.end - a.end);
  let changed = text;
  let limit = text.length + 1;
  for (const { start, end, text: put } of sorted) {
    if (end > limit) return undefined;
    changed = changed.slice(0, start) + put + changed.slice(end);
    limit = start;
  }
  return changed;
}

function editYaml(file: string, text: string, patch: readonly JsonPatchOperation[]): string | undefined {
  const editor = new YamlEditor(documentsFromText(file, text, { refs: false }), text);
  const edits = patch.map((step) => editor.edit(step));
  return edits.includes(undefined) ? undefined : withEdits(text, edits as readonly Edit[]);
}

/** Step by step: each is kept when the text then says what the step says, and nothing else has changed. */
function oneByOne(
  file: string,
  text: string,
  patch: readonly JsonPatchOperation[],
  edit: (text: string, step: JsonPatchOperation) => string | undefined,
): FixedText {
  const applied: JsonPatchOperation[] = [];
  const left: JsonPatchOperation[] = [];
  let current = text;
  let value = parsed(file, text);
  for (const step of patch) {
    const { result } = simulate(value, [step]);
    const changed = edit(current, step);
    if (changed !== undefined && isDeepStrictEqual(parsed(file, changed), result)) {
      applied.push(step);
      current = changed;
      value = result;
    } else left.push(step);
  }
  return { text: current, applied, left };
}

/**
 * Puts a JSON Patch into the text of a contract. Comments, order and layout stay; every outcome is read again and
 * compared with what the patch says before it is returned.
 */
export function fixText(file: string, text: string, patch: readonly JsonPatchOperation[]): FixedText {
  const documents = documentsFromText(file, text, { refs: false });
  const value = valueOf(documents);
  const { result, fitting } = simulate(value, patch);
  const gone = patch.filter((step) => !fitting.includes(step));
  const isJson = documents.files.get(documents.entry)?.format === 'json';
  const whole = isJson ? rewriteJson(text, value, result) : editYaml(file, text, fitting);
  if (whole !== undefined && isDeepStrictEqual(parsed(file, whole), result))
    return { text: whole, applied: fitting, left: gone };
  if (text.length * fitting.length > maxPassesBytes) return { text, applied: [], left: patch };
  const edit = isJson ? editJson : (current: string, step: JsonPatchOperation) => editYaml(file, current, [step]);
  const stepped = oneByOne(file, text, fitting, edit);
  return { ...stepped, left: [...gone, ...stepped.left] };
}
