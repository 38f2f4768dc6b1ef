/** A name with its value still encoded, because delimiters are split before values are decoded. */
export interface Pair {
  readonly name: string;
  readonly value: string;
}

/** What cannot be decoded in one way. */
export class UndecodableError extends Error {}

function percentDecode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UndecodableError('has a broken percent-encoding');
  }
}

/** `+` is a space in forms and queries only. */
export function decodeForm(text: string): string {
  return percentDecode(text.includes('+') ? text.replaceAll('+', ' ') : text);
}

export const decodePath = percentDecode;

/** `a=1&b=2`, of a query or a form. Throws UndecodableError when a name is broken. */
export function parsePairs(text: string): readonly Pair[] {
  if (text === '') return [];
  const pairs: Pair[] = [];
  for (const part of text.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = at < 0 ? part : part.slice(0, at);
    pairs.push({ name: decodeForm(name), value: at < 0 ? '' : part.slice(at + 1) });
  }
  return pairs;
}

/** The `Cookie` field (RFC 6265 4.2). Names are taken as they are. */
export function parseCookies(field: string | undefined): readonly Pair[] {
  if (!field) return [];
  return field
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.includes('='))
    .map((part) => ({ name: part.slice(0, part.indexOf('=')), value: part.slice(part.indexOf('=') + 1) }));
}
