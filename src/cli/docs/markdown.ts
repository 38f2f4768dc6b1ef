import { weaknessNames } from '../../core/weakness-names.js';

/** A page: title and parts with blank lines between. */
export function page(title: string, ...parts: readonly string[]): string {
  return `${[`# ${title}`, ...parts].join('\n\n')}\n`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** A table; `|` in cells is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

export const code = (text: string): string => `\`${text}\``;

/** `API1:2023`, `[CWE-639](...) Authorization Bypass Through User-Controlled Key`. */
export function references(owasp: readonly string[], cwe: readonly number[]): readonly string[] {
  const link = (id: number) =>
    `[CWE-${id}](https://cwe.mitre.org/data/definitions/${id}.html) ${weaknessNames[id] ?? ''}`;
  return [...owasp, ...cwe.map((id) => link(id).trimEnd())];
}
