/** A `Content-Type` field, read (RFC 9110 8.3). */
export interface ContentType {
  /** Lower case, without parameters. */
  readonly mediaType: string;
  /** Lower case, or undefined. */
  readonly charset: string | undefined;
  /** Of multipart bodies, as written. */
  readonly boundary: string | undefined;
}

const token = /^[!#$%&'*+.^_`|~0-9a-z-]+\/[!#$%&'*+.^_`|~0-9a-z-]+$/;
const parameter = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=("(?:[^"\\]|\\.)*"|[^\s;"]*)\s*(?:;|$)/;

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}

const mostRemembered = 100;
const remembered = new Map<string, ContentType>();

/** As `readContentType`. Clients send few different fields, so that what was read is remembered; boundaries are not. */
export function parseContentType(field: string): ContentType | undefined {
  const known = remembered.get(field);
  if (known) return known;
  const type = readContentType(field);
  if (type && type.boundary === undefined && field.length <= 64 && remembered.size < mostRemembered) {
    remembered.set(field, type);
  }
  return type;
}

/**
 * Undefined when the field is malformed, names its charset or boundary twice, or hides one in RFC 2231's forms
 * (`boundary*0`): then nobody can say what the body is.
 */
function readContentType(field: string): ContentType | undefined {
  const at = field.indexOf(';');
  const mediaType = (at < 0 ? field : field.slice(0, at)).trim().toLowerCase();
  if (!token.test(mediaType)) return undefined;
  let rest = at < 0 ? '' : field.slice(at + 1);
  const found: { charset?: string; boundary?: string } = {};
  while (rest.trim() !== '') {
    const match = parameter.exec(rest);
    if (!match) return undefined;
    const name = match[1]!.toLowerCase();
    if (name.startsWith('charset*') || name.startsWith('boundary*')) return undefined;
    if (name === 'charset' || name === 'boundary') {
      if (found[name] !== undefined) return undefined;
      found[name] = unquoted(match[2]!);
    }
    rest = rest.slice(match[0].length);
  }
  return Object.freeze({ mediaType, charset: found.charset?.toLowerCase(), boundary: found.boundary });
}

/** Whether the text is UTF-8: said so, not said, or US-ASCII, which is a part of it. */
export function isUtf8Charset(charset: string | undefined): boolean {
  return charset === undefined || charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii';
}

export function isJsonType(mediaType: string): boolean {
  return mediaType === 'application/json' || mediaType === 'text/json' || mediaType.endsWith('+json');
}

export const formType = 'application/x-www-form-urlencoded';

export const multipartType = 'multipart/form-data';

export function isXmlType(mediaType: string): boolean {
  return mediaType === 'application/xml' || mediaType === 'text/xml' || mediaType.endsWith('+xml');
}

function plainName(mediaType: string): string {
  return mediaType.toLowerCase().split(';')[0]!.trim();
}

/** The declared media type that covers `mediaType`: itself, else its range (`image/*`), else everything. */
export function matchMediaType<T extends { readonly mediaType: string }>(
  declared: readonly T[],
  mediaType: string,
): T | undefined {
  const range = `${mediaType.slice(0, mediaType.indexOf('/'))}/*`;
  for (const wanted of [mediaType, range, '*/*']) {
    const found = declared.find(({ mediaType: name }) => name === wanted || plainName(name) === wanted);
    if (found) return found;
  }
  return undefined;
}
