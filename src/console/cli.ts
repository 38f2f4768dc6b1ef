/** The same on the command line, ready to be pasted: every argument is quoted where a shell would read more into it. */
export function cli(...words: readonly (string | number | undefined)[]): string {
  const given = words.filter((word) => word !== undefined && word !== '');
  return ['portcullis', ...given.map((word) => quoted(String(word)))].join(' ');
}

function quoted(word: string): string {
  if (/^[\w./:@%+=,-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A flag with its value, or nothing. */
export function flag(name: string, value: string | number | boolean | undefined): readonly string[] {
  if (value === undefined || value === false || value === '') return [];
  return value === true ? [name] : [name, String(value)];
}
