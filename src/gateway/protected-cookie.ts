/**
 * RFC 6265 4.1.2, CWE-614, CWE-1004, CWE-1275. A `Set-Cookie` line with the attributes that keep scripts, other sites
 * and cleartext connections from the cookie; unchanged for cookies that are not named, and where it has them.
 */
export function protectedCookie(line: string, names: readonly string[], isTls: boolean): string {
  const name = line.split('=', 1)[0]!.trim();
  if (!names.includes(name)) return line;
  const attributes = line.split(';').slice(1);
  const has = (attribute: string) =>
    attributes.some((each) => each.split('=', 1)[0]!.trim().toLowerCase() === attribute);
  return [
    line,
    ...(has('httponly') ? [] : ['HttpOnly']),
    ...(has('samesite') ? [] : ['SameSite=Lax']),
    ...(isTls && !has('secure') ? ['Secure'] : []),
  ].join('; ');
}
