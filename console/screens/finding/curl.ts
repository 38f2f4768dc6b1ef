import type { RecordedExchange } from '../../../src/core/http.js';

/** A call to paste: what to export first, and the command itself. Secrets are never in it: they stand as `$NAME`. */
export interface Pasteable {
  /** `export TOKEN_ALICE='...'`, one line each. */
  readonly exports: readonly string[];
  readonly text: string;
}

const secretName = /\$\{?([A-Z][A-Z0-9_]*)\}?/g;
const skipped = new Set(['host', 'content-length', 'connection', 'transfer-encoding', 'accept-encoding']);

/** The request as curl for a POSIX shell. */
export function curlOf({ request }: RecordedExchange): Pasteable {
  const { method, url, headers, body } = request;
  const parts = [
    `curl -i --path-as-is${method === 'GET' ? '' : ` -X ${method}`} ${shellText(url)}`,
    ...headers
      .filter(([name]) => !skipped.has(name.toLowerCase()))
      .map(([name, value]) => `-H ${shellText(`${name}: ${value}`)}`),
    ...(body === undefined || body === '' ? [] : [`--data-binary ${shellText(body)}`]),
  ];
  return { exports: exportsOf(request), text: parts.join(' \\\n  ') };
}

/** The request as `fetch` for Node.js: a browser would send an origin and cookies of its own. */
export function fetchOf({ request }: RecordedExchange): Pasteable {
  const { method, url, headers, body } = request;
  const fields = headers.filter(([name]) => !skipped.has(name.toLowerCase()));
  const lines = [
    `const response = await fetch(${scriptText(url)}, {`,
    `  method: ${JSON.stringify(method)},`,
    `  headers: [`,
    ...fields.map(([name, value]) => `    [${JSON.stringify(name)}, ${scriptText(value)}],`),
    '  ],',
    ...(body === undefined || body === '' ? [] : [`  body: ${scriptText(body)},`]),
    '});',
    'console.log(response.status, await response.text());',
  ];
  return { exports: exportsOf(request), text: lines.join('\n') };
}

function exportsOf({ url, headers, body = '' }: RecordedExchange['request']): readonly string[] {
  const all = [url, body, ...headers.map(([, value]) => value)].join('\n');
  const names = new Set([...all.matchAll(secretName)].map(([, name]) => name!));
  return [...names].map((name) => `export ${name}='...'`);
}

/** One word of a shell, in which only names of secrets are replaced: all else is in single quotes. */
function shellText(text: string): string {
  const words = text.split(anyName).map((part, n) => {
    if (n % 2) return `"\${${bare(part)}}"`;
    return part && `'${part.replaceAll("'", String.raw`'\''`)}'`;
  });
  return words.join('') || "''";
}

function scriptText(text: string): string {
  const parts = text.split(anyName);
  if (parts.length === 1) return JSON.stringify(text);
  const quoted = parts.map((part, n) =>
    n % 2 ? `\${process.env.${bare(part)}}` : part.replaceAll(/[\\`$]/g, String.raw`\$&`),
  );
  return `\`${quoted.join('')}\``;
}

const anyName = /(\$\{?[A-Z][A-Z0-9_]*\}?)/;
const bare = (name: string): string => name.replaceAll(/[${}]/g, '');
