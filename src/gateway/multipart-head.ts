import { isUtf8 } from 'node:buffer';
import { fileNameReason } from './file-name.js';
import { parseContentType, type ContentType } from './media-type.js';

/** What the head of a part says. */
export interface PartHead {
  readonly name: string;
  /** Set for files; `''` where a browser sends a file field without a file. */
  readonly filename: string | undefined;
  readonly type: ContentType | undefined;
  /** `Content-Length` of the part, which older clients send. */
  readonly length: number | undefined;
}

const field = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/;
const control = /\p{Cc}/u;
/** Quoted texts without a backslash: browsers mean it as data, RFC 9110 as an escape. */
const dispositionParameter =
  /^;[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:"([^"\\]*)"|([!#$%&'*+.^_`|~0-9A-Za-z-]+))[ \t]*/;
const maxFields = 8;

type Fields = ReadonlyMap<string, string>;

function readFields(head: Buffer): Fields | string {
  if (!isUtf8(head)) return 'has a part whose head is not UTF-8';
  const fields = new Map<string, string>();
  for (const line of head.toString('utf8').split('\r\n')) {
    const match = field.exec(line);
    if (!match || control.test(line)) return 'has a part with a malformed head';
    const name = match[1]!.toLowerCase();
    if (fields.has(name)) return 'has a part with a field twice in its head';
    fields.set(name, match[2]!);
    if (fields.size > maxFields) return `has a part with more than ${maxFields} fields in its head`;
  }
  return fields;
}

/** Parameters of `Content-Disposition`; undefined when they can be read in two ways. */
function readDisposition(text: string): Fields | undefined {
  const kind = /^form-data(?=[;\s]|$)[ \t]*/i.exec(text);
  if (!kind) return undefined;
  const parameters = new Map<string, string>();
  let rest = text.slice(kind[0].length);
  while (rest !== '') {
    const match = dispositionParameter.exec(rest);
    const name = match?.[1]!.toLowerCase();
    // RFC 7578 4.2 forbids `filename*`: a second name for readers that know it.
    if (!match || (name !== 'name' && name !== 'filename') || parameters.has(name)) return undefined;
    parameters.set(name, match[2] ?? match[3]!);
    rest = rest.slice(match[0].length);
  }
  return parameters;
}

function readType(text: string | undefined): ContentType | undefined | 'malformed' {
  if (text === undefined) return undefined;
  return parseContentType(text) ?? 'malformed';
}

/** Reads the head of a part (RFC 7578 4), or says why it cannot be read in one way. */
export function readPartHead(head: Buffer): PartHead | string {
  const fields = readFields(head);
  if (typeof fields === 'string') return fields;
  // RFC 7578 4.7: deprecated, and a second encoding that only some readers undo.
  if (fields.has('content-transfer-encoding')) return 'has a part with a Content-Transfer-Encoding';
  const disposition = readDisposition(fields.get('content-disposition') ?? '');
  const name = disposition?.get('name');
  if (name === undefined) return 'has a part without one readable name';
  if (name === '__proto__') return 'has a part named __proto__';
  const filename = disposition?.get('filename');
  const bad = filename ? fileNameReason(filename) : undefined;
  if (bad !== undefined) return bad;
  const type = readType(fields.get('content-type'));
  if (type === 'malformed') return 'has a part with a malformed Content-Type';
  const length = fields.get('content-length');
  if (length !== undefined && !/^\d{1,9}$/.test(length)) return 'has a part with a malformed Content-Length';
  return { name, filename, type, length: length === undefined ? undefined : Number(length) };
}
