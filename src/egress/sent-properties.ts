import { isUtf8 } from 'node:buffer';
import { scanJson } from '../model/json-scan.js';
import { Refusal } from './refusal.js';

/** Deeper bodies cannot be checked; nobody sends such. */
const mostDepth = 64;
const mostNamed = 5;

/** What may leave: a name at the top or a JSON Pointer (a star for every item), each with everything beneath. */
export interface SentProperties {
  /** Throws `property-refused`, `body-unreadable`. */
  check(call: { readonly query: string; readonly type: string | undefined; readonly body: Buffer }): void;
}

interface Allowed {
  /** Everything beneath it too. */
  whole: boolean;
  readonly inner: Map<string, Allowed>;
}

/** Compiles `send`; `any` checks nothing. */
export function sentProperties(send: readonly string[] | 'any'): SentProperties {
  if (send === 'any') return { check: () => undefined };
  const root = compile(send);
  return {
    check({ query, type, body }) {
      const refused = [...refusedNames(new URLSearchParams(query).keys(), root), ...refusedInBody(type, body, root)];
      if (refused.length === 0) return;
      const names = [...new Set(refused)].slice(0, mostNamed).join(', ');
      throw new Refusal('property-refused', `not in send: ${names}`);
    },
  };
}

function compile(send: readonly string[]): Allowed {
  const root: Allowed = { whole: false, inner: new Map() };
  for (const entry of send) {
    let at = root;
    for (const token of tokensOf(entry)) {
      const next = at.inner.get(token) ?? { whole: false, inner: new Map() };
      at.inner.set(token, next);
      at = next;
    }
    at.whole = true;
  }
  return root;
}

/** A plain name stands for the property of that name at the top. */
function tokensOf(entry: string): readonly string[] {
  if (!entry.startsWith('/')) return [entry];
  return entry
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function refusedInBody(type: string | undefined, body: Buffer, root: Allowed): readonly string[] {
  if (body.length === 0) return [];
  const media = type?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (media === 'application/x-www-form-urlencoded') {
    return refusedNames(new URLSearchParams(body.toString('utf8')).keys(), root);
  }
  if (media !== 'application/json' && !media.endsWith('+json')) {
    throw new Refusal('body-unreadable', 'only JSON and forms can be compared with send');
  }
  const refused: string[] = [];
  walk(readJson(body), root, { path: '', refused });
  return refused;
}

/** Of two properties with one name two readers take two values: what is read here must be what the vendor reads. */
function readJson(body: Buffer): unknown {
  const text = body.toString('utf8');
  const value = isUtf8(body) ? parsed(text) : undefined;
  if (value === undefined) throw new Refusal('body-unreadable', 'the body is not JSON');
  const { duplicate, tooDeepAt } = scanJson(text, mostDepth);
  if (duplicate !== undefined) throw new Refusal('body-unreadable', 'a property is there twice');
  if (tooDeepAt !== undefined) throw new Refusal('body-unreadable', 'the body is nested too deeply');
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Names of forms: `items[0][sku]` is the pointer /items/0/sku. */
function refusedNames(names: Iterable<string>, root: Allowed): readonly string[] {
  const refused: string[] = [];
  for (const name of names) {
    const tokens = name.split(/\[|\]\[?/).filter((token, index) => index === 0 || token !== '');
    let at: Allowed | undefined = root;
    for (const token of tokens) {
      if (!at || at.whole) break;
      at = at.inner.get(token) ?? at.inner.get('*');
    }
    if (!at?.whole) refused.push(shown(name));
  }
  return refused;
}

interface Walk {
  readonly path: string;
  readonly refused: string[];
}

function walk(value: unknown, allowed: Allowed, { path, refused }: Walk): void {
  if (allowed.whole) return;
  // A text where the policy expects an object with properties tells as much as the properties.
  if (typeof value !== 'object' || value === null) return void refused.push(shown(path || '/'));
  const entries: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.map((item, index) => [String(index), item] as const)
    : Object.entries(value);
  for (const [name, inner] of entries) {
    if (refused.length >= mostNamed) return;
    const key = Array.isArray(value) ? '*' : name;
    const next = allowed.inner.get(name) ?? allowed.inner.get(key) ?? allowed.inner.get('*');
    const at = `${path}/${key}`;
    if (next) walk(inner, next, { path: at, refused });
    else refused.push(shown(at));
  }
}

/** Names are of the application's making: short, and without what terminals obey. */
function shown(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '?').slice(0, 64);
}
