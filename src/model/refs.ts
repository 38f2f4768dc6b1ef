import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the text of a `$ref` says, before anything is looked up. */
export type RefTarget =
  | { readonly kind: 'local'; readonly fragment: string }
  | { readonly kind: 'file'; readonly path: string; readonly fragment: string }
  /** `url` is absolute, or undefined where the address is of a kind that nothing is fetched from. */
  | { readonly kind: 'remote'; readonly url: string | undefined; readonly fragment: string }
  | { readonly kind: 'invalid' };

const invalid: RefTarget = { kind: 'invalid' };

/** Reads a `$ref` (RFC 3986 reference): percent-encoding and `file:` URLs are normalised, nothing is opened. */
export function readRef(text: string): RefTarget {
  const hash = text.indexOf('#');
  const uri = (hash < 0 ? text : text.slice(0, hash)).trim();
  const fragment = decode(hash < 0 ? '' : text.slice(hash + 1));
  if (fragment === undefined) return invalid;
  if (uri === '') return { kind: 'local', fragment };
  if (uri.startsWith('//')) return remote(`https:${uri}`, fragment);
  if (uri.startsWith('\\\\')) return remote(undefined, fragment);
  if (/^file:/i.test(uri)) return fileUrl(uri, fragment);
  if (/^[a-z][a-z\d+.-]*:/i.test(uri)) return remote(uri, fragment);
  return filePath(decode(uri.split('?', 1)[0]!), fragment);
}

/** RFC 3986, 4.2: an address that starts with `//` has the scheme of its document, which for us is https. */
function remote(text: string | undefined, fragment: string): RefTarget {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  return { kind: 'remote', url: url?.protocol === 'https:' ? url.href : undefined, fragment };
}

function decode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function filePath(name: string | undefined, fragment: string): RefTarget {
  if (!name || name.includes('\0')) return invalid;
  return { kind: 'file', path: name, fragment };
}

function fileUrl(uri: string, fragment: string): RefTarget {
  // `file:other.yaml` is relative in practice; the URL standard would make it absolute.
  if (!/^file:[\\/]/i.test(uri)) return filePath(decode(uri.slice('file:'.length)), fragment);
  try {
    const url = new URL(uri);
    if (url.hostname !== '' && url.hostname !== 'localhost') return remote(undefined, fragment);
    return filePath(fileURLToPath(`file://${url.pathname}`), fragment);
  } catch {
    return invalid;
  }
}

/** True when an absolute path is the folder or inside it. */
export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative === '' || (!path.isAbsolute(relative) && relative.split(path.sep, 1)[0] !== '..');
}
