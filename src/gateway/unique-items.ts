/** The same text for equal values (JSON Schema 2020-12 Core 4.2.2), whatever the order of their properties. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`);
  return `{${entries.sort().join(',')}}`;
}

/**
 * Whether no two items are equal, in linear time: comparing each with each lets one body of 1 MiB hold up everybody
 * (CWE-407).
 */
export function areUnique(items: readonly unknown[]): boolean {
  const seen = new Set<string>();
  for (const item of items) {
    const text = canonical(item);
    if (seen.has(text)) return false;
    seen.add(text);
  }
  return true;
}
