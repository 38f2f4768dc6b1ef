import { parseTree, type Node } from 'jsonc-parser';
import type { Sanitizer } from '../model/types.js';
import type { SanitizedText } from './exchange.js';
import { decodeForm } from './parameters/pairs.js';
import { parsePointer, type Steps } from './pointer.js';
import { sanitizeText } from './sanitize-text.js';

/** One place of the body whose texts are cleaned. */
export interface SanitizeRule {
  readonly pointer: string;
  readonly steps: Steps;
  readonly kinds: readonly Sanitizer[];
}

/** The body with cleaned texts, and what was done; undefined when nothing had to be. */
export type Sanitized = { readonly body: Buffer; readonly texts: readonly SanitizedText[] } | undefined;

export function sanitizeRules(policy: ReadonlyMap<string, readonly Sanitizer[]>): readonly SanitizeRule[] {
  return [...policy].map(([pointer, kinds]) => ({ pointer, steps: parsePointer(pointer), kinds }));
}

/** A piece of the text that is replaced. */
interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

class Changes {
  readonly #found = new Map<string, SanitizedText>();
  readonly splices: Splice[] = [];

  add(splice: Splice, pointer: string, kinds: readonly string[]): void {
    this.splices.push(splice);
    const key = `${pointer} ${kinds.join()}`;
    this.#found.set(key, { pointer, kinds, count: (this.#found.get(key)?.count ?? 0) + 1 });
  }

  apply(source: string): Sanitized {
    if (this.splices.length === 0) return undefined;
    let out = '';
    let at = 0;
    for (const { from, to, text } of this.splices.toSorted((a, b) => a.from - b.from)) {
      out += source.slice(at, from) + text;
      at = to;
    }
    return { body: Buffer.from(out + source.slice(at)), texts: [...this.#found.values()] };
  }
}

/** Places of texts under a pointer; `*` is every item and every property. */
function textsAt(node: Node, steps: Steps): readonly Node[] {
  const [step, ...rest] = steps;
  if (step === undefined) return node.type === 'string' ? [node] : [];
  if (node.type === 'array') {
    const items = node.children ?? [];
    const found = step === '*' ? items : /^(0|[1-9]\d*)$/.test(step) ? items.slice(Number(step), Number(step) + 1) : [];
    return found.flatMap((item) => textsAt(item, rest));
  }
  if (node.type !== 'object') return [];
  return (node.children ?? []).flatMap(({ children }) => {
    const [name, value] = children ?? [];
    return value && (step === '*' || name?.value === step) ? textsAt(value, rest) : [];
  });
}

/**
 * Cleans texts of a JSON body that was read strictly before. Only those texts are written anew: every other byte, also
 * of numbers that a double cannot hold, stays as it came. Of two rules for one text the first holds.
 */
export function sanitizeJson(body: Buffer, rules: readonly SanitizeRule[]): Sanitized {
  const source = body.toString('utf8');
  const root = parseTree(source);
  const changes = new Changes();
  const seen = new Set<Node>();
  for (const { pointer, steps, kinds } of root ? rules : []) {
    for (const node of textsAt(root!, steps)) {
      if (seen.has(node)) continue;
      seen.add(node);
      const { text, changed } = sanitizeText(node.value as string, kinds);
      const { offset: from, length } = node;
      if (changed.length > 0) changes.add({ from, to: from + length, text: JSON.stringify(text) }, pointer, changed);
    }
  }
  return changes.apply(source);
}

/** Cleans fields of a form; a pointer with several steps names `a[b]` and `a.b` alike. Throws UndecodableError. */
export function sanitizeForm(body: Buffer, rules: readonly SanitizeRule[]): Sanitized {
  const source = body.toString('utf8');
  const changes = new Changes();
  let at = 0;
  for (const part of source.split('&')) {
    const equals = part.indexOf('=');
    const from = at + equals + 1;
    const to = at + part.length;
    at = to + 1;
    if (equals < 0) continue;
    const path = decodeForm(part.slice(0, equals))
      .split(/[[\].]+/)
      .filter((step) => step !== '');
    const rule = rules.find(
      ({ steps }) => steps.length === path.length && steps.every((step, i) => step === '*' || step === path[i]),
    );
    if (!rule) continue;
    const { text, changed } = sanitizeText(decodeForm(part.slice(equals + 1)), rule.kinds);
    if (changed.length > 0) changes.add({ from, to, text: encodeURIComponent(text) }, rule.pointer, changed);
  }
  return changes.apply(source);
}
