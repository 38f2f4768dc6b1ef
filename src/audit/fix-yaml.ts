import type { JsonPatchOperation } from '../core/finding.js';
import { pointerTokens } from '../model/pointer.js';
import type { Documents } from '../model/types.js';

/** One replacement in a text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const plainWord = /^[A-Za-z_$][\w$.-]*$/;
const notPlain = /^(true|false|null|yes|no|on|off|y|n|\.nan|\.inf)$/i;

/** JSON is YAML; what reads well without quotes has none. */
function written(value: unknown): string {
  if (typeof value === 'string' && plainWord.test(value) && !notPlain.test(value)) return value;
  return JSON.stringify(value);
}

/** Offsets of the lines of a text. */
function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (const { index, 0: ending } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + ending.length);
  return starts;
}

/** Finds where the steps of a patch have to change a YAML text. Comments and everything else stay as they are. */
export class YamlEditor {
  readonly #documents: Documents;
  readonly #text: string;
  readonly #lineStarts: readonly number[];
  readonly #newLine: string;

  constructor(documents: Documents, text: string) {
    this.#documents = documents;
    this.#text = text;
    this.#lineStarts = lineStartsOf(text);
    this.#newLine = text.includes('\r\n') ? '\r\n' : '\n';
  }

  /** Undefined where the place is written in a way that is left to a person. */
  edit(step: JsonPatchOperation): Edit | undefined {
    if (step.op === 'remove') return this.#remove(step.path);
    if (step.op === 'replace') return { ...this.#range(step.path, false), text: written(step.value) };
    return this.#add(step.path, step.value);
  }

  #range(pointer: string, key: boolean): { readonly start: number; readonly end: number } {
    const place = this.#documents.locate({ file: this.#documents.entry, pointer }, key);
    const start = this.#lineStarts[place.line - 1]! + place.column - 1;
    const { endLine, endColumn } = place;
    const end =
      endLine === undefined || endColumn === undefined ? start : this.#lineStarts[endLine - 1]! + endColumn - 1;
    return { start, end };
  }

  #add(pointer: string, value: unknown): Edit | undefined {
    const token = pointerTokens(pointer)?.at(-1);
    const parent = pointer.slice(0, pointer.lastIndexOf('/'));
    const { start, end } = this.#range(parent, false);
    const open = this.#text[start];
    if (token === '-') return this.#append(parent, value);
    const member = `${written(token)}: ${written(value)}`;
    if (open === '{') {
      const isEmpty = !this.#text.slice(start + 1, end - 1).trim();
      return { start: start + 1, end: start + 1, text: isEmpty ? ` ${member} ` : ` ${member},` };
    }
    return { start, end: start, text: `${member}${this.#newLine}${' '.repeat(this.#columnOf(start))}` };
  }

  /** Behind the last item: before the bracket, or on a line of its own. */
  #append(list: string, value: unknown): Edit | undefined {
    const { start, end } = this.#range(list, false);
    if (this.#text[start] === '[') {
      const isEmpty = !this.#text.slice(start + 1, end - 1).trim();
      return { start: end - 1, end: end - 1, text: `${isEmpty ? '' : ', '}${written(value)}` };
    }
    const items = this.#documents.at({ file: this.#documents.entry, pointer: list })?.value;
    if (this.#text[start] !== '-' || !Array.isArray(items) || !items.length) return undefined;
    const last = this.#range(`${list}/${items.length - 1}`, false).end;
    const next = this.#lineStarts.find((one) => one >= last);
    const item = `${' '.repeat(this.#columnOf(start))}- ${written(value)}`;
    if (next !== undefined) return { start: next, end: next, text: `${item}${this.#newLine}` };
    return { start: this.#text.length, end: this.#text.length, text: `${this.#newLine}${item}` };
  }

  #columnOf(offset: number): number {
    return offset - this.#lineStarts[this.#lineOf(offset)]!;
  }

  #lineOf(offset: number): number {
    const after = this.#lineStarts.findIndex((start) => start > offset);
    return after < 0 ? this.#lineStarts.length - 1 : after - 1;
  }

  /** Whole lines where the member begins one; else the member with one of the commas beside it. */
  #remove(pointer: string): Edit | undefined {
    const { start } = this.#range(pointer, true);
    const { end } = this.#range(pointer, false);
    const line = this.#lineStarts[this.#lineOf(start)]!;
    if (/^\s*(-\s+)?$/.test(this.#text.slice(line, start)) && !this.#isInFlow(pointer)) {
      // The first member of a list item shares its line with the dash.
      const isOnDash = /-\s+$/.test(this.#text.slice(line, start));
      if (isOnDash && !/^\d+$/.test(pointerTokens(pointer)?.at(-1) ?? '')) return undefined;
      const next = this.#lineStarts.find((one) => one >= end) ?? this.#text.length;
      return { start: line, end: next, text: '' };
    }
    const after = /^\s*,\s*/.exec(this.#text.slice(end))?.[0].length;
    if (after !== undefined) return { start, end: end + after, text: '' };
    const before = /,\s*$/.exec(this.#text.slice(0, start))?.[0].length ?? 0;
    return { start: start - before, end, text: '' };
  }

  #isInFlow(pointer: string): boolean {
    const { start } = this.#range(pointer.slice(0, pointer.lastIndexOf('/')), false);
    return this.#text[start] === '{' || this.#text[start] === '[';
  }
}
