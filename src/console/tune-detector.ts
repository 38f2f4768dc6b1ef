import { load } from 'js-yaml';
import { isDeepStrictEqual } from 'node:util';
import { Refusal } from './problem.js';

type Settings = Readonly<Record<string, number | boolean>>;
type Fields = Readonly<Record<string, unknown>>;

/**
 * The policy's text with other settings for a detector. Only the lines of that detector change: comments and order of
 * everything else stay. What is written in a form that cannot be changed so is refused, never guessed at.
 */
export function withDetector(text: string, id: string, settings: Settings): string {
  const before = fieldsOf(load(text));
  const all = fieldsOf(before.detections);
  const wanted = { ...fieldsOf(all[id]), ...settings };
  const entry = `${id}: { ${Object.entries(wanted)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(', ')} }`;
  const changed = placed(text, id, entry);
  const after = { ...before, detections: { ...all, [id]: wanted } };
  if (changed !== undefined && isDeepStrictEqual(load(changed), after)) return changed;
  throw new Refusal(422, 'POLICY_FORM', 'The policy has its detectors in a form that must be edited by hand', {
    hint: `detections: { ${entry} }`,
  });
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function placed(text: string, id: string, entry: string): string | undefined {
  const lines = text.split('\n');
  const section = lines.findIndex((line) => line.startsWith('detections:'));
  if (section < 0) return `${text.replace(/\n*$/, '\n')}\ndetections:\n  ${entry}\n`;
  const end = endOf(lines, section);
  const first = lines.find((line, n) => n > section && n < end && /^\s+[\w-]+:/.test(line));
  const indent = /^\s*/.exec(first ?? '  ')![0];
  const own = lines.findIndex((line, n) => n > section && n < end && line.startsWith(`${indent}${id}:`));
  if (own < 0) return lines.toSpliced(section + 1, 0, `${indent}${entry}`).join('\n');
  return lines.toSpliced(own, endOf(lines, own) - own, `${indent}${entry}`).join('\n');
}

/** The line after a block: the next one that stands no deeper. */
function endOf(lines: readonly string[], start: number): number {
  const depth = /^\s*/.exec(lines[start]!)![0].length;
  const next = lines.findIndex((line, n) => n > start && line.trim() !== '' && /^\s*/.exec(line)![0].length <= depth);
  return next < 0 ? lines.length : next;
}
