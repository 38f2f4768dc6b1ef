/** A value as the query language takes it: in quotes where it has anything but letters of a plain word. */
export function queryValue(value: string | number): string {
  const text = String(value);
  if (/^[\w./:@-]+$/.test(text) && !/^(AND|OR)$/.test(text)) return text;
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

export function term(field: string, value: string | number): string {
  return `${field}:${queryValue(value)}`;
}

/** The query and one condition more, or without it where it has it. */
export function include(query: string, field: string, value: string | number): string {
  return toggle(query, term(field, value));
}

export function exclude(query: string, field: string, value: string | number): string {
  const wanted = term(field, value);
  return toggle(without(query, wanted), `-${wanted}`);
}

/** This condition instead of all others about its field. */
export function only(query: string, field: string, value: string | number): string {
  const others = words(query).filter((word) => !word.startsWith(`${field}:`) && !word.startsWith(`-${field}:`));
  return [...others, term(field, value)].join(' ');
}

/** Whether the query has the condition as one of its words. */
export function has(query: string, condition: string): boolean {
  return words(query).includes(condition);
}

function toggle(query: string, condition: string): string {
  if (has(query, condition)) return without(query, condition);
  const base = needsParentheses(query) ? `(${query})` : query;
  return `${base} ${condition}`.trim();
}

function without(query: string, condition: string): string {
  return words(query)
    .filter((word) => word !== condition)
    .join(' ');
}

function needsParentheses(query: string): boolean {
  return words(query).includes('OR');
}

/** Words with blanks between; what stands in quotes is part of its word. */
export function words(query: string): readonly string[] {
  return query.match(/(?:"(?:\\.|[^"\\])*"?|[^\s"])+/g) ?? [];
}

export interface Caret {
  /** The word that is being typed, and where it begins. */
  readonly word: string;
  readonly start: number;
}

export function wordAt(query: string, caret: number): Caret {
  const before = query.slice(0, caret);
  const word = /(?:"(?:\\.|[^"\\])*"?|[^\s"(])*$/.exec(before)?.[0] ?? '';
  return { word, start: caret - word.length };
}
