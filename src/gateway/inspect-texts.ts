import type { IncomingHttpHeaders } from 'node:http';
import { kindByName, type FieldPlan } from './inspect-plan.js';
import type { FieldKind } from '../core/inspection.js';
import type { Part, PartKind } from '../inspection/detector.js';
import { parseCookies, type Pair } from './parameters/pairs.js';
import { escapeStep } from './pointer.js';
import type { XmlElement } from './xml-tree.js';

/** Looks at one text; `true` ends the search. `where` names the place: `query:q`, `body:/items/3/note`. */
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
  for (const name of Object.keys(params)) {
    const kind = plans.get(name)?.kind ?? 'identifier';
    if (look(params[name]!, kind, partOf('path', name), () => `path:${name}`)) return true;
  }
  return false;
}

interface Pairs {
  readonly in: 'query' | 'cookie' | 'body';
  readonly plans: ReadonlyMap<string, FieldPlan>;
  readonly decode: (text: string) => string;
}

/** The kind of a value: what the plan says of its place, or of its items where it is an object or a list. */
function kindOfPair(plan: FieldPlan | undefined, name: string): FieldKind {
  if (!plan) return kindByName(name) ?? 'name';
  return plan.others ? plan.others().kind : plan.properties.size > 0 ? 'name' : plan.kind;
}

/** Names and values of a query, of cookies or of a form. A name that the contract declares is not the caller's. */
export function lookAtPairs(pairs: readonly Pair[], { in: place, plans, decode }: Pairs, look: LookAt): boolean {
  for (const { name, value } of pairs) {
    const where = () => `${place}:${place === 'body' ? '/' : ''}${name}`;
    const plan = plans.get(name);
    if (!plan && look(name, 'name', partOf(place, name, true), where)) return true;
    if (value === '') continue;
    if (look(decoded(value, decode), kindOfPair(plan, name), partOf(place, name), where)) return true;
  }
  return false;
}

export function lookAtHeaders(
  headers: IncomingHttpHeaders,
  { plans, credentials }: { readonly plans: ReadonlyMap<string, FieldPlan>; readonly credentials: ReadonlySet<string> },
  look: LookAt,
): boolean {
  for (const name of Object.keys(headers)) {
    if (notTexts.has(name) || credentials.has(name)) continue;
    const value = headers[name];
    if (value === undefined) continue;
    const kind = plans.get(name)?.kind ?? (name === 'referer' || name === 'origin' ? 'url' : 'name');
    const text = typeof value === 'string' ? value : value.join(', ');
    if (look(text, kind, partOf('header', name), () => `header:${name}`)) return true;
  }
  return false;
}

export function lookAtCookies(
  field: string | undefined,
  { plans, credentials }: { readonly plans: ReadonlyMap<string, FieldPlan>; readonly credentials: ReadonlySet<string> },
  look: LookAt,
): boolean {
  const pairs = parseCookies(field).filter(({ name }) => !credentials.has(name));
  return lookAtPairs(pairs, { in: 'cookie', plans, decode: decodeURIComponent }, look);
}

interface Waiting {
  readonly value: unknown;
  readonly plan: FieldPlan | undefined;
  readonly name: string;
  readonly parent: Waiting | undefined;
  readonly step: string | number;
}

function pointerOf(place: Waiting | undefined): string {
  const steps: string[] = [];
  for (let at = place; at?.parent; at = at.parent) steps.unshift(escapeStep(String(at.step)));
  return steps.length > 0 ? `/${steps.join('/')}` : '';
}

/** Keys and strings of a JSON value at any depth, in no order; without recursion, for the depth is the caller's. */
export function lookAtJson(root: unknown, plan: FieldPlan | undefined, look: LookAt): boolean {
  const waiting: Waiting[] = [{ value: root, plan, name: '', parent: undefined, step: '' }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, plan: here, name } = next;
    if (typeof value === 'string') {
      const place = next;
      const kind = here?.kind ?? kindByName(name) ?? 'name';
      if (look(value, kind, partOf('body', name), () => `body:${pointerOf(place)}`)) return true;
      continue;
    }
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      const inner = here?.others?.();
      for (let i = 0; i < value.length; i++)
        waiting.push({ value: value[i], plan: inner, name, parent: next, step: i });
      continue;
    }
    if (lookIntoObject(value as Readonly<Record<string, unknown>>, next, { waiting, look })) return true;
  }
  return false;
}

function lookIntoObject(
  value: Readonly<Record<string, unknown>>,
  place: Waiting,
  { waiting, look }: { readonly waiting: Waiting[]; readonly look: LookAt },
): boolean {
  for (const key of Object.keys(value)) {
    const declared = place.plan?.properties.get(key);
    const child = {
      value: value[key],
      plan: (declared ?? place.plan?.others)?.(),
      name: key,
      parent: place,
      step: key,
    };
    if (!declared && look(key, 'name', partOf('body', key, true), () => `body:${pointerOf(child)}`)) return true;
    if (typeof child.value === 'string' || (typeof child.value === 'object' && child.value !== null))
      waiting.push(child);
  }
  return false;
}

/** Texts and attributes of an XML document. */
export function lookAtXml(root: XmlElement, look: LookAt): boolean {
  const waiting: { element: XmlElement; path: string }[] = [{ element: root, path: `/${root.name}` }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { element, path } = next;
    for (const [name, value] of element.attributes) {
      if (look(value, kindByName(name) ?? 'name', partOf('body', name), () => `body:${path}/@${name}`)) return true;
    }
    const text = element.text.trim();
    if (text && look(text, kindByName(element.name) ?? 'name', partOf('body', element.name), () => `body:${path}`)) {
      return true;
    }
    for (const child of element.children) waiting.push({ element: child, path: `${path}/${child.name}` });
  }
  return false;
}
