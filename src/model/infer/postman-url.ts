import { isFields, memberOf } from '../pointer.js';
import { decoded, type Address } from './address.js';
import { fill, type Variables } from './postman-variables.js';
import type { Pair, Segment } from './sample.js';

/** More segments than this no API has. */
const mostSegments = 50;

/** The address of a request: its text, or the object with its parts. Undefined where it is none of http(s). */
export function readUrl(url: unknown, variables: Variables): Address | undefined {
  const raw = typeof url === 'string' ? url : memberOf(url, 'raw');
  const text = typeof raw === 'string' && raw !== '' ? raw : joined(url);
  if (text === undefined) return undefined;
  const filled = fill(text.trim(), variables).split('#', 1)[0]!;
  const [address = '', search = ''] = filled.split(/\?(.*)/s);
  const parts = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/]*)(.*)$/is.exec(address)!;
  const [, scheme, authority = '', path = ''] = parts;
  if (scheme !== undefined && !/^https?$/i.test(scheme)) return undefined;
  return {
    host: hostOf(authority),
    segments: path.split('/').filter(Boolean).slice(0, mostSegments).map(segmentOf),
    query: queryOf(url, search, variables),
  };
}

/** Undefined where a variable without a value stands for the host. */
function hostOf(authority: string): string | undefined {
  if (authority === '' || authority.includes('{{')) return undefined;
  const url = `http://${authority}`;
  return URL.canParse(url) ? new URL(url).host : undefined;
}

function joined(url: unknown): string | undefined {
  if (!isFields(url)) return undefined;
  const list = (value: unknown, separator: string) =>
    Array.isArray(value)
      ? value.map((one) => (isFields(one) ? String(one.value ?? '') : String(one))).join(separator)
      : String(value ?? '');
  const host = list(url.host, '.');
  if (host === '' && url.path === undefined) return undefined;
  const port = url.port === undefined ? '' : `:${String(url.port)}`;
  return `${typeof url.protocol === 'string' ? `${url.protocol}://` : ''}${host}${port}/${list(url.path, '/').replace(/^\//, '')}`;
}

/** `:orderId`, `{{orderId}}` and `{orderId}` are parameters, and their names are the author's. */
function segmentOf(text: string): Segment {
  const name = /^(?::|\{\{\s*\$?|\{)([A-Za-z_][\w.-]{0,63})\s*\}{0,2}$/.exec(text)?.[1];
  if (name !== undefined) return { name: name.replaceAll(/[^\w]+(\w?)/g, (_, next: string) => next.toUpperCase()) };
  return text.includes('{{') ? { name: 'value' } : decoded(text);
}

/** The list has also what is switched off: the API takes it all the same. */
function queryOf(url: unknown, search: string, variables: Variables): readonly Pair[] {
  const list = memberOf(url, 'query');
  if (!Array.isArray(list)) return [...new URLSearchParams(search)].map(([name, value]) => ({ name, value }));
  return list
    .filter(isFields)
    .flatMap(({ key, value }) =>
      typeof key === 'string' && key !== '' ? [{ name: key, value: fill(String(value ?? ''), variables) }] : [],
    );
}
