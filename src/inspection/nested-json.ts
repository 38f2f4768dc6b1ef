/** A key or a string inside JSON text. */
export interface Leaf {
  readonly text: string;
  readonly isName: boolean;
}

const mostLeaves = 200;
const longest = 65_536;

function collect(value: unknown, leaves: Leaf[]): void {
  const waiting: unknown[] = [value];
  while (waiting.length > 0 && leaves.length < mostLeaves) {
    const next = waiting.pop();
    if (typeof next === 'string') leaves.push({ text: next, isName: false });
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next)) for (const text of Object.keys(next)) leaves.push({ text, isName: true });
    // Not spread into `push`: an array may be longer than an argument list.
    for (const inner of Object.values(next)) waiting.push(inner);
  }
}

/** Keys and strings of a text that is a JSON object or array; nothing when it is not. At most 200 of them. */
export function leavesOfJsonText(text: string): readonly Leaf[] {
  const first = text.trimStart()[0];
  if ((first !== '{' && first !== '[') || text.length > longest) return [];
  const leaves: Leaf[] = [];
  try {
    collect(JSON.parse(text), leaves);
  } catch {
    // Not JSON: the text itself was looked at.
  }
  return leaves;
}
