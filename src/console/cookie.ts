/** Name of the session's cookie. The prefix makes browsers insist on Secure, `/` and this host alone (RFC 6265bis 4.1.3). */
export function cookieName(isSecure: boolean): string {
  return isSecure ? '__Host-portcullis' : 'portcullis';
}

/** Never sent by a page of another site, never readable by a script. */
export function sessionCookie(value: string, isSecure: boolean): string {
  return `${cookieName(isSecure)}=${value}; Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
}

export function clearedCookie(isSecure: boolean): string {
  return `${sessionCookie('', isSecure)}; Max-Age=0`;
}

/** The value of one cookie; undefined when it is missing or there twice: then nobody can say which is meant. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  const found = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`));
  return found.length === 1 ? found[0]!.slice(name.length + 1) : undefined;
}
