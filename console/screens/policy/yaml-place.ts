/** Where in a YAML text something is typed: the names above it, `*` for an item of a list, and what is begun. */
export interface YamlPlace {
  readonly path: readonly string[];
  /** A name is typed, or the value of the last name of `path`. */
  readonly kind: 'name' | 'value';
  /** What was typed of it. */
  readonly typed: string;
}

/** Finds the place by indentation, as far as a text that is being typed can tell. Undefined in comments. */
export function yamlPlace(text: string, offset: number): YamlPlace | undefined {
  const lines = text.slice(0, offset).split('\n');
  const own = lines.pop()!;
  if (/(?:^|\s)#/.test(own)) return undefined;
  const [, blanks, dashes, rest] = /^(\s*)((?:- +)*)(.*)$/.exec(own)!;
  const indent = blanks!.length + dashes!.length;
  const above = ancestors(lines, indent, dashes ? blanks!.length : undefined);
  return inline(rest!, above);
}

/** Names that contain what stands at an indent, from the outermost. */
function ancestors(lines: readonly string[], indent: number, ownDash: number | undefined): readonly string[] {
  const path: string[] = [];
  let limit = indent;
  // Items of the list that was found already stand at this indent: they are neighbours.
  let list = -1;
  const enterList = (dash: number): void => {
    path.unshift('*');
    [limit, list] = [dash + 1, dash];
  };
  if (ownDash !== undefined) enterList(ownDash);
  for (const line of lines.toReversed()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const [, blanks, dashes, rest] = /^(\s*)((?:- +)*)(.*)$/.exec(line)!;
    const at = blanks!.length + dashes!.length;
    const name = nameOf(rest!);
    if (name !== undefined && at < limit) {
      path.unshift(name);
      [limit, list] = [at, -1];
    }
    if (dashes && blanks!.length < limit && blanks!.length !== list) enterList(blanks!.length);
    if (limit === 0) break;
  }
  return path;
}

function nameOf(rest: string): string | undefined {
  const found = /^(?:"([^"]*)"|'([^']*)'|([^\s:#{}[\],&*!|>'"%@][^:#]*?))\s*:(?:\s|$)/.exec(rest);
  return found ? (found[1] ?? found[2] ?? found[3]) : undefined;
}

/** The rest of the line: block style, or braces and brackets that were opened on it. */
function inline(rest: string, above: readonly string[]): YamlPlace {
  const path = [...above];
  let text = rest;
  for (;;) {
    const name = nameOf(text);
    if (name === undefined) break;
    const value = text.slice(text.indexOf(':', name.length) + 1).trimStart();
    path.push(name);
    if (!/^[{[]/.test(value)) return { path, kind: 'value', typed: value };
    const inner = insideBrackets(value, path);
    if (inner === undefined) return { path, kind: 'value', typed: '' };
    if (inner.isItem) return { path, kind: 'value', typed: inner.text };
    text = inner.text;
  }
  if (/^[{[]/.test(text)) {
    const inner = insideBrackets(text, path);
    if (inner && !inner.isItem) return inline(inner.text, path);
  }
  return { path, kind: 'name', typed: text };
}

/** What stands after the last comma within brackets that are still open. Lists add `*` to the path. */
function insideBrackets(text: string, path: string[]): { readonly text: string; readonly isItem: boolean } | undefined {
  let start = 1;
  let depth = 0;
  for (let n = 1; n < text.length; n += 1) {
    const letter = text[n]!;
    if ('{['.includes(letter)) depth += 1;
    if ('}]'.includes(letter)) depth -= 1;
    if (depth < 0) return undefined;
    if (letter === ',' && depth === 0) start = n + 1;
  }
  const last = text.slice(start).trimStart();
  if (text.startsWith('{')) return { text: last, isItem: false };
  path.push('*');
  if (!last.startsWith('{')) return { text: last, isItem: true };
  const within = insideBrackets(last, path);
  return within && { text: within.text, isItem: false };
}
