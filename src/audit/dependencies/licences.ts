/** Licences that ask for no more than a notice. */
export const permissiveLicences: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
];

/** An SPDX expression of `OR`, `AND` and brackets is allowed by these licences (SPDX 2.3, annex D; `WITH` is ignored). */
export function isAllowed(expression: string, allowed: readonly string[] = permissiveLicences): boolean {
  const known = new Set(allowed.map((one) => one.toLowerCase()));
  const tokens = expression
    .replaceAll(/([()])/g, ' $1 ')
    .split(/\s+/)
    .filter(Boolean);
  let at = 0;
  const isOperator = (word: string): boolean => tokens[at]?.toUpperCase() === word;

  function either(): boolean {
    let holds = both();
    while (isOperator('OR')) {
      at += 1;
      // Judged first: the right side must be read in any case.
      holds = both() || holds;
    }
    return holds;
  }
  function both(): boolean {
    let holds = one();
    while (isOperator('AND')) {
      at += 1;
      holds = one() && holds;
    }
    return holds;
  }
  function one(): boolean {
    if (tokens[at] === '(') {
      at += 1;
      const holds = either();
      at += 1;
      return holds;
    }
    const name = tokens[at] ?? '';
    at += 1;
    if (isOperator('WITH')) at += 2;
    return known.has(name.toLowerCase());
  }
  const holds = either();
  // Something that is no expression, such as `SEE LICENSE IN x`, is allowed by nobody.
  return holds && at >= tokens.length;
}
