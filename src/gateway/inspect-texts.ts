import type { IncomingHttpHeaders } from 'node:http';
import { kindByName, type FieldPlan } from './inspect-plan.js';
import type { FieldKind } from '../core/inspection.js';
import type { Part, PartKind } from '../inspection/detector.js';
import { isPlain, isPlainName } from '../inspection/inspect.js';
import { parseCookies, type Pair } from './parameters/pairs.js';
import { escapeStep } from './pointer.js';
import type { XmlElement } from './xml-tree.js';

/**
 * Looks at one text; `true` ends the search. `where` names the place: `query:q`, `body:/items/3/note`. Texts that are
 * plain (see `isPlain`) are not given to it: for them nothing is made.
 */
export type LookAt = (text: string, kind: FieldKind, part: Part, where: () => string) => boolean;

/** Header fields that the protocol gives a meaning, that other guards judge, or that hold credentials. */
const notTexts = new Set(
  (
    'host connection content-length content-type content-encoding transfer-encoding accept accept-encoding ' +
    'accept-language accept-charset authorization proxy-authorization cookie cache-control pragma date expect te ' +
    'upgrade if-match if-none-match if-modified-since if-unmodified-since if-range range dpop sec-websocket-key ' +
    'sec-websocket-version sec-websocket-extensions traceparent tracestate dnt upgrade-insecure-requests ' +
    'sec-fetch-site sec-fetch-mode sec-fetch-dest sec-fetch-user sec-ch-ua-mobile keep-alive content-md5 signature ' +
    'signature-input x-request-id x-forwarded-proto x-forwarded-port'
  ).split(' '),
);

function decoded(text: string, decode: (text: string) => string): string {
  try {
    return decode(text);
  } catch {
    return text;
  }
}

function partOf(kind: PartKind, name: string, isName = false): Part {
  return { in: kind, isName, name: name.toLowerCase() };
}

/** Values of the path's parameters. */
export function lookAtPath(
  params: Readonly<Record<string, string>>,
  plans: ReadonlyMap<string, FieldPlan>,
  look: LookAt,
): boolean {
  for (const name in params) {
    const kind = plans.get(name)?.kind ?? 'identifier';
    const value = params[name]!;
    if (isPlain(value, kind)) continue;
    if (look(value, kind, partOf('path', name), () => `path:${name}`)) return true;
  }
  return false;
}

/** A path that the contract does not know: each segment, and the whole, which may name a file on the server. */
export function lookAtSegments(path: string, look: LookAt): boolean {
  const part = partOf('path', '');
  for (const segment of path.split('/')) {
    const text = decoded(segment, decodeURIComponent);
    if (!isPlain(text, 'identifier') && look(text, 'identifier', part, () => 'path:')) return true;
  }
  return path.length > 1 && look(decoded(path, decodeURIComponent), 'path', part, () => 'path:');
}

interface Pairs {
  readonly in: 'query' | 'cookie' | 'body';
  planOf(name: string): FieldPlan | undefined;
  readonly decode: (text: string) => string;
}

/** The kind of a value: what the plan says of its place, or of its items where it is an object or a list. */
function kindOfPair(plan: FieldPlan | undefined, name: string): FieldKind {
  if (!plan) return kindByName(name) ?? 'name';
  return plan.others ? plan.others().kind : plan.properties.size > 0 ? 'name' : plan.kind;
}

/** Names and values of a query, of cookies or of a form. A name that the contract declares is not the caller's. */
export function lookAtPairs(pairs: readonly Pair[], { in: place, planOf, decode }: Pairs, look: LookAt): boolean {
  for (const { name, value } of pairs) {
    const where = () => `${place}:${place === 'body' ? '/' : ''}${name}`;
    const plan = planOf(name);
    if (!plan && !isPlainName(name) && look(name, 'name', partOf(place, name, true), where)) return true;
    if (value === '') continue;
    const kind = kindOfPair(plan, name);
    const text = decoded(value, decode);
    if (!isPlain(text, kind) && look(text, kind, partOf(place, name), where)) return true;
  }
  return false;
}

/** Header fields repeat: `look` may remember what it saw in one, so that plain ones are given to it as well. */
export function lookAtHeaders(
  headers: IncomingHttpHeaders,
  { plans, credentials }: { readonly plans: ReadonlyMap<string, FieldPlan>; readonly credentials: ReadonlySet<string> },
  look: (text: string, kind: FieldKind, name: string) => boolean,
): boolean {
  for (const name in headers) {
    if (notTexts.has(name) || credentials.has(name)) continue;
    const value = headers[name];
    if (value === undefined) continue;
    const kind = plans.get(name)?.kind ?? (name === 'referer' || name === 'origin' ? 'url' : 'name');
    if (kind === 'pinned') continue;
    if (look(typeof value === 'string' ? value : value.join(', '), kind, name)) return true;
  }
  return false;
}

export function lookAtCookies(
  field: string | undefined,
  { plans, credentials }: { readonly plans: ReadonlyMap<string, FieldPlan>; readonly credentials: ReadonlySet<string> },
  look: LookAt,
): boolean {
  if (!field) return false;
  const pairs = parseCookies(field).filter(({ name }) => !credentials.has(name));
  return lookAtPairs(pairs, { in: 'cookie', planOf: (name) => plans.get(name), decode: decodeURIComponent }, look);
}

/** `DATABASE_URL`: how settings are named. */
const capitals = /^[A-Z][A-Z0-9_]+$/;

/** A place of a JSON value; linked upwards, so that a name for it is made only when something was seen there. */
interface Place {
  readonly parent: Place | undefined;
  readonly step: string | number;
}

interface Container extends Place {
  readonly value: object;
  readonly plan: FieldPlan | undefined;
  /** Of the property that holds it, also through lists. */
  readonly name: string;
}

function pointerOf(place: Place | undefined): string {
  const steps: string[] = [];
  for (let at = place; at?.parent; at = at.parent) steps.unshift(escapeStep(String(at.step)));
  return steps.length > 0 ? `/${steps.join('/')}` : '';
}

/** Walks a JSON value without recursion, for its depth is the caller's. */
class JsonWalk {
  readonly #waiting: Container[] = [];
  readonly #look: LookAt;

  constructor(look: LookAt) {
    this.#look = look;
  }

  /** Looks at a text at once and keeps a container for later. */
  visit(value: unknown, plan: FieldPlan | undefined, place: Place, name: string): boolean {
    if (typeof value === 'string') {
      const kind = plan?.kind ?? kindByName(name) ?? 'name';
      if (isPlain(value, kind)) return false;
      const part = partOf('body', name);
      const said = !plan && capitals.test(name) ? { ...part, isSetting: true } : part;
      return this.#look(value, kind, said, () => `body:${pointerOf(place)}`);
    }
    if (typeof value !== 'object' || value === null) return false;
    this.#waiting.push({ value, plan, parent: place.parent, step: place.step, name });
    return false;
  }

  run(): boolean {
    for (let next = this.#waiting.pop(); next; next = this.#waiting.pop()) {
      if (Array.isArray(next.value) ? this.#lookIntoList(next, next.value) : this.#lookIntoObject(next)) return true;
    }
    return false;
  }

  #lookIntoList(list: Container, values: readonly unknown[]): boolean {
    const plan = list.plan?.others?.();
    for (let i = 0; i < values.length; i++) {
      if (this.visit(values[i], plan, { parent: list, step: i }, list.name)) return true;
    }
    return false;
  }

  #lookIntoObject(object: Container): boolean {
    const { plan } = object;
    const value = object.value as Readonly<Record<string, unknown>>;
    for (const key of Object.keys(value)) {
      const declared = plan?.properties.get(key);
      const place = { parent: object, step: key };
      if (!declared && !isPlainName(key)) {
        if (this.#look(key, 'name', partOf('body', key, true), () => `body:${pointerOf(place)}`)) return true;
      }
      const inner = value[key];
      if (typeof inner !== 'string' && (typeof inner !== 'object' || inner === null)) continue;
      if (this.visit(inner, (declared ?? plan?.others)?.(), place, key)) return true;
    }
    return false;
  }
}

/** Keys and strings of a JSON value at any depth, in no order. `name` is that of what holds it. */
export function lookAtJson(root: unknown, plan: FieldPlan | undefined, look: LookAt, name = ''): boolean {
  const walk = new JsonWalk(look);
  return walk.visit(root, plan, { parent: undefined, step: '' }, name) || walk.run();
}

/** Texts and attributes of an XML document. */
export function lookAtXml(root: XmlElement, look: LookAt): boolean {
  const lookAtText = (text: string, name: string, where: () => string): boolean => {
    const kind = kindByName(name) ?? 'name';
    return !isPlain(text, kind) && look(text, kind, partOf('body', name), where);
  };
  const waiting: { element: XmlElement; path: string }[] = [{ element: root, path: `/${root.name}` }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { element, path } = next;
    for (const [name, value] of element.attributes) {
      if (lookAtText(value, name, () => `body:${path}/@${name}`)) return true;
    }
    if (lookAtText(element.text.trim(), element.name, () => `body:${path}`)) return true;
    for (const child of element.children) waiting.push({ element: child, path: `${path}/${child.name}` });
  }
  return false;
}
