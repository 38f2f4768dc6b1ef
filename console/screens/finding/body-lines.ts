/** A line of a body as it is shown. */
export interface BodyLine {
  readonly text: string;
  /** It is part of the proof. */
  readonly marked: boolean;
}

export interface BodyMarks {
  /** Texts of the body as it was sent. */
  readonly texts: readonly string[];
  /** JSON Pointers; an index may be `*`. */
  readonly pointers: readonly string[];
}

/** A body in lines: JSON with two blanks of indent and one member a line, anything else as it came. */
export function bodyLines(body: string, marks: BodyMarks): readonly BodyLine[] {
  const value = parsed(body);
  if (value === undefined) return textLines(body, marks.texts);
  const lines: BodyLine[] = [];
  write({ value, pointer: '', indent: '', lead: '', tail: '' }, marks, lines);
  return lines.some(({ marked }) => marked) ? lines : looseLines(lines, marks.texts);
}

function parsed(body: string): unknown {
  if (!/^\s*[[{]/.test(body)) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A text with a line break in it marks every line that it touches. */
function textLines(body: string, texts: readonly string[]): readonly BodyLine[] {
  const ranges = texts.filter(Boolean).flatMap((text) => {
    const at = body.indexOf(text);
    return at < 0 ? [] : [[at, at + text.length] as const];
  });
  let start = 0;
  return body.split('\n').map((text) => {
    const [from, to] = [start, start + text.length];
    start = to + 1;
    return { text, marked: ranges.some(([begin, end]) => begin <= to && end > from) };
  });
}

/** Where no member alone has the proving text, lines that have a part of it. */
function looseLines(lines: readonly BodyLine[], texts: readonly string[]): readonly BodyLine[] {
  const wanted = texts.map((text) => JSON.stringify(text).slice(1, -1)).filter((text) => text.length > 2);
  return lines.map(({ text }) => ({ text, marked: wanted.some((each) => text.includes(each)) }));
}

interface Piece {
  readonly value: unknown;
  readonly pointer: string;
  readonly indent: string;
  /** What stands before the value: its name. */
  readonly lead: string;
  /** What stands after it: a comma. */
  readonly tail: string;
}

function write(piece: Piece, marks: BodyMarks, lines: BodyLine[]): void {
  const { value, pointer, indent, lead, tail } = piece;
  const isMarked = isPointed(pointer, marks.pointers);
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (!entries.length) {
    const compact = JSON.stringify(value);
    const member = `${lead.replace(': ', ':')}${compact}`;
    const proves = marks.texts.some((text) => member.includes(text) || compact === JSON.stringify(text));
    lines.push({ text: `${indent}${lead}${compact}${tail}`, marked: isMarked || proves });
    return;
  }
  const isList = Array.isArray(value);
  lines.push({ text: `${indent}${lead}${isList ? '[' : '{'}`, marked: isMarked });
  for (const [n, [name, each]] of entries.entries()) {
    const child = {
      value: each,
      pointer: `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      indent: `${indent}  `,
      lead: isList ? '' : `${JSON.stringify(name)}: `,
      tail: n < entries.length - 1 ? ',' : '',
    };
    const before = lines.length;
    write(child, marks, lines);
    if (isMarked)
      for (let line = before; line < lines.length; line += 1) lines[line] = { ...lines[line]!, marked: true };
  }
  lines.push({ text: `${indent}${isList ? ']' : '}'}${tail}`, marked: isMarked });
}

function isPointed(pointer: string, wanted: readonly string[]): boolean {
  return wanted.some((each) => {
    const [own, asked] = [pointer.split('/'), each.split('/')];
    return own.length === asked.length && asked.every((token, n) => token === '*' || token === own[n]);
  });
}

/** Lines that are shown at first: the beginning, and what is near the proof. A number is how many were left out. */
export function folded(lines: readonly BodyLine[], most = 18): readonly (BodyLine | number)[] {
  if (lines.length <= most) return lines;
  const marked = lines.flatMap((line, n) => (line.marked ? [n] : []));
  const near = (n: number): boolean => marked.some((each) => Math.abs(each - n) <= 2);
  const head = marked.length ? 3 : most - 1;
  const shown: (BodyLine | number)[] = [];
  for (const [n, line] of lines.entries()) {
    if (n < head || near(n)) shown.push(line);
    else if (typeof shown.at(-1) === 'number') shown.push((shown.pop() as number) + 1);
    else shown.push(1);
  }
  return shown;
}
