/** What the DNS says: records, none, or nothing because it could not be asked. */
export type Asked<T> =
  | { readonly state: 'found'; readonly records: readonly T[] }
  | { readonly state: 'none' }
  | { readonly state: 'unknown' };

const absent = new Set(['ENODATA', 'ENOTFOUND']);

/** Tells a name without such records from a server that did not answer. */
export async function asked<T>(question: Promise<readonly T[]>): Promise<Asked<T>> {
  try {
    const records = await question;
    return records.length ? { state: 'found', records } : { state: 'none' };
  } catch (error) {
    return { state: absent.has((error as NodeJS.ErrnoException).code ?? '') ? 'none' : 'unknown' };
  }
}

/** The name and those above it, down to two labels. */
export function withParents(name: string): readonly string[] {
  const labels = name.split('.');
  return labels.slice(0, Math.max(labels.length - 1, 1)).map((_, index) => labels.slice(index).join('.'));
}
