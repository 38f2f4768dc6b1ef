import type { Per } from './rates.js';

export interface NewLimit {
  readonly operation: string;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly per: Per;
}

/** The text with the limit, or the line of what is there already and has to be edited by hand. */
export type WithLimit =
  { readonly text: string; readonly line: number } | { readonly text?: undefined; readonly line: number };

/**
 * The policy with one more limit of an operation. Only lines of that operation change; comments and order stay. Where
 * the operation has limits, or stands in a form that lines cannot be added to, the answer is its line.
 */
export function withRateLimit(text: string, wanted: NewLimit): WithLimit {
  const lines = text.replace(/\n*$/, '').split('\n');
  const entry = entryOf(wanted);
  const name = nameText(wanted.operation);
  const section = lines.findIndex((line) => line.startsWith('operations:'));
  if (section < 0) return placed([...lines, '', 'operations:', `  ${name}: { ${entry} }`], lines.length + 3);
  if (!/^operations:\s*(?:#.*)?$/.test(lines[section]!)) return { line: section + 1 };
  const end = endOf(lines, section);
  const indent = indentOf(lines.slice(section + 1, end).find((line) => /^\s+[^\s#]/.test(line)) ?? '  x');
  const own = lines.findIndex(
    (line, n) => n > section && n < end && isNamed(line, { indent, operation: wanted.operation }),
  );
  if (own < 0) return placed(lines.toSpliced(section + 1, 0, `${indent}${name}: { ${entry} }`), section + 2);
  const block = lines.slice(own, endOf(lines, own)).join('\n');
  if (/\brateLimits\s*:/.test(block)) return { line: own + 1 };
  const flow = /^(.*:\s*\{)(.*)(\}\s*(?:#.*)?)$/.exec(lines[own]!);
  if (flow) {
    const inside = flow[2]!.trim();
    return placed(lines.with(own, `${flow[1]} ${inside ? `${inside}, ` : ''}${entry} ${flow[3]}`), own + 1);
  }
  if (!/:\s*(?:#.*)?$/.test(lines[own]!)) return { line: own + 1 };
  return placed(lines.toSpliced(own + 1, 0, `${indent}  ${entry}`), own + 2);
}

const entryOf = ({ limit, windowSeconds, per }: NewLimit): string =>
  `rateLimits: [{ limit: ${limit}, windowSeconds: ${windowSeconds}, per: ${per} }]`;

const nameText = (operation: string): string =>
  /^[A-Za-z_][\w.-]*$/.test(operation) ? operation : JSON.stringify(operation);

const placed = (lines: readonly string[], line: number): WithLimit => ({ text: `${lines.join('\n')}\n`, line });

const indentOf = (line: string): string => /^\s*/.exec(line)![0];

function isNamed(
  line: string,
  { indent, operation }: { readonly indent: string; readonly operation: string },
): boolean {
  if (!line.startsWith(indent) || /^\s/.test(line.slice(indent.length))) return false;
  const rest = line.slice(indent.length);
  return [operation, JSON.stringify(operation), `'${operation}'`].some((name) => rest.startsWith(`${name}:`));
}

/** The line after a block: the next one that stands no deeper. */
function endOf(lines: readonly string[], start: number): number {
  const depth = indentOf(lines[start]!).length;
  const next = lines.findIndex(
    (line, n) => n > start && line.trim() !== '' && indentOf(line).length <= depth && !/^\s*#/.test(line),
  );
  return next < 0 ? lines.length : next;
}
