/** A `Content-Type` field, read (RFC 9110 8.3). */
export interface ContentType {
  /** Lower case, without parameters. */
  readonly mediaType: string;
  /** Lower case, or undefined. */
  readonly charset: string | undefined;
}

const token = /^[!#$%&'*+.^_`|~0-9a-z-]+\/[!#$%&'*+.^_`|~0-9a-z-]+$/;
const parameter = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=("(?:[^"\\]|\\.)*"|[^\s;"]*)\s*(?:;|$)/;

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}

/** Undefined when the field is malformed, or names its charset twice: then nobody can say what the body is. */
export function parseContentType(field: string): ContentType | undefined {
  const at = field.indexOf(';');
  const mediaType = (at < 0 ? field : field.slice(0, at)).trim().toLowerCase();
  if (!token.test(mediaType)) return undefined;
  let rest = at < 0 ? '' : field.slice(at + 1);
  let charset: string | undefined;
  while (rest.trim() !== '') {
    const match = parameter.exec(rest);
    if (!match) return undefined;
    if (match[1]!.toLowerCase() === 'charset') {
      if (charset !== undefined) return undefined;
      charset = unquoted(match[2]!).toLowerCase();
    }
    rest = rest.slice(match[0].length);
  }
  return { mediaType, charset };
}

/** Whether the text is UTF-8: said so, not said, or US-ASCII, which is a part of it. */
export function isUtf8Charset(charset: string | undefined): boolean {
  return charset === undefined || charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii';
}

export function isJsonType(mediaType: string): boolean {
  return mediaType === 'application/json' || mediaType === 'text/json' || mediaType.endsWith('+json');
}

export const formType = 'application/x-www-form-urlencoded';

/** The declared media type that covers `mediaType`: itself, else its range (`image/*`), else everything. */
export function matchMediaType<T extends { readonly mediaType: string }>(
  declared: readonly T[],
  mediaType: string,
): T | undefined {
  const range = `${mediaType.slice(0, mediaType.indexOf('/'))}/*`;
  for (const wanted of [mediaType, range, '*/*']) {
    const found = declared.find((entry) => entry.mediaType.toLowerCase().split(';')[0]!.trim() === wanted);
    if (found) return found;
  }
  return undefined;
}
