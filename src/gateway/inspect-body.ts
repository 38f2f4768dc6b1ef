import { isAscii, isUtf8 } from 'node:buffer';
import type { ApiModel, MediaType, Operation } from '../model/types.js';
import { isPlain, isPlainName } from '../inspection/inspect.js';
import { isTextual, kindOf, type BodyKind } from './body-checks.js';
import type { Exchange } from './exchange.js';
import { graphqlTexts } from './graphql-texts.js';
import { FieldPlans, kindByName, type FieldPlan } from './inspect-plan.js';
import { lookAtJson, lookAtPairs, lookAtXml, type LookAt } from './inspect-texts.js';
import { isUtf8Charset, matchMediaType, parseContentType } from './media-type.js';
import { readMultipart, type Part as MultipartPart } from './multipart.js';
import { decodeForm, parsePairs, UndecodableError } from './parameters/pairs.js';
import { readJson } from './request-json.js';
import { readXml } from './xml-tree.js';

/** Bytes of a file that are looked at: what it is shows at its start. */
const fileHead = 4_096;

type Plan = FieldPlan | undefined;

/** What the contract says about the bodies of one operation; each media type is compiled once, when it is first met. */
export class BodyPlans {
  readonly #operation: Operation;
  readonly #model: ApiModel;
  readonly #made = new Map<MediaType, FieldPlan>();
  readonly isGraphql: boolean;

  constructor(operation: Operation, model: ApiModel) {
    this.#operation = operation;
    this.#model = model;
    this.isGraphql = operation.policy.graphql !== undefined || /(?:^|\/)graphql\/?$/i.test(operation.path);
  }

  of(mediaType: string): Plan {
    const media = matchMediaType(this.#operation.body?.content ?? [], mediaType);
    if (!media?.schema) return undefined;
    const known = this.#made.get(media);
    if (known) return known;
    const schema = this.#model.standalone(media.schema, 'request');
    const plan = new FieldPlans(schema, this.#operation.policy.inspection.kinds).root();
    this.#made.set(media, plan);
    return plan;
  }
}

/** Pairs of a query or form; what cannot be decoded was refused before, or is looked at as it stands. */
export function pairsOf(text: string): ReturnType<typeof parsePairs> {
  try {
    return parsePairs(text);
  } catch (cause) {
    if (!(cause instanceof UndecodableError)) throw cause;
    return [{ name: text, value: '' }];
  }
}

function lookAtFile(content: Buffer, look: LookAt, where: () => string): boolean {
  const head = content.subarray(0, fileHead).toString('latin1');
  return look(head, 'name', { in: 'file', isName: false, name: '' }, where);
}

function lookAtPart({ name, filename, content }: MultipartPart, plan: Plan, look: LookAt): boolean {
  const where = () => `body:/${name}`;
  const inside = plan?.properties.get(name)?.();
  if (!inside && !isPlainName(name) && look(name, 'name', { in: 'body', isName: true, name }, where)) return true;
  if (filename !== undefined) {
    const isOdd = look(filename, 'filename', { in: 'body', isName: false, name: 'filename' }, where);
    return isOdd || lookAtFile(content, look, where);
  }
  const kind = inside?.kind ?? kindByName(name) ?? 'name';
  const text = content.toString('utf8');
  return !isPlain(text, kind) && look(text, kind, { in: 'body', isName: false, name: name.toLowerCase() }, where);
}

const pinned: FieldPlan = { kind: 'pinned', properties: new Map(), others: undefined };
/** A GraphQL request: its document is looked at by its literals. */
const requestPlan: FieldPlan = { kind: 'name', properties: new Map([['query', () => pinned]]), others: undefined };
const batchPlan: FieldPlan = { kind: 'name', properties: new Map(), others: () => requestPlan };

/** Literals of a document; a text that is none is looked at as a whole. */
export function lookAtDocument(document: unknown, look: LookAt, where: string): boolean {
  if (typeof document !== 'string') return false;
  const texts = graphqlTexts(document) ?? [{ name: 'query', text: document }];
  for (const { name, text } of texts) {
    const kind = kindByName(name) ?? 'name';
    if (isPlain(text, kind)) continue;
    const part = { in: 'body', isName: false, name: name.toLowerCase() } as const;
    if (look(text, kind, part, () => `${where}/${name}`)) return true;
  }
  return false;
}

function lookAtGraphql(json: unknown, look: LookAt): boolean {
  const requests: readonly unknown[] = Array.isArray(json) ? json : [json];
  for (const request of requests) {
    const document = (request as { readonly query?: unknown } | null)?.query;
    if (lookAtDocument(document, look, 'body:/query')) return true;
  }
  return lookAtJson(json, Array.isArray(json) ? batchPlan : requestPlan, look);
}

/** What is done with a body. */
export interface BodyLook {
  readonly look: LookAt;
  /** A body that nobody can read in one way is not looked at; true ends the search. */
  readonly refuse: (reason: string) => boolean;
}

function lookAtJsonBody(
  exchange: Exchange,
  plan: Plan,
  { look, refuse, isGraphql }: BodyLook & { isGraphql: boolean },
) {
  const fault = readJson(exchange)?.errors?.[0]?.reason;
  if (fault !== undefined) return refuse(fault);
  const { json } = exchange;
  if (json === undefined) return false;
  return isGraphql ? lookAtGraphql(json, look) : lookAtJson(json, plan, look);
}

/** Charsets in which ASCII is what it is in UTF-8. */
const overAscii = /^(?:iso-8859-\d{1,2}|windows-125\d|latin1)$/;

/** A field in another charset, or a form that says so of all its fields (`_charset_`), says what nobody here can read. */
function isForeign({ name, filename, type, content }: MultipartPart): boolean {
  if (filename !== undefined) return false;
  const charset = name === '_charset_' ? content.toString('latin1').toLowerCase() : type?.charset;
  if (isUtf8Charset(charset)) return !isUtf8(content);
  return !overAscii.test(charset!) || !isAscii(content);
}

function lookAtMultipart(body: Buffer, boundary: string | undefined, plan: Plan, { look, refuse }: BodyLook): boolean {
  const { parts, reason } = readMultipart(body, boundary);
  if (parts?.some(isForeign)) return refuse('has a part that is not in UTF-8');
  return parts ? parts.some((part) => lookAtPart(part, plan, look)) : refuse(reason);
}

function lookAtXmlBody(body: Buffer, { look, refuse }: BodyLook): boolean {
  const { root, reason } = readXml(body);
  return root ? lookAtXml(root, look) : refuse(reason ?? 'is no XML document');
}

function isUnreadable(kind: BodyKind, body: Buffer, charset: string | undefined): boolean {
  return isTextual(kind) && !(isUtf8Charset(charset) && isUtf8(body));
}

/** Looks at the body as what its media type says it is, and as the contract describes it. True ends the search. */
export function lookAtBody(exchange: Exchange, plans: BodyPlans, { look, refuse }: BodyLook): boolean {
  const { body } = exchange;
  if (!body?.length) return false;
  const type = parseContentType(exchange.headers['content-type'] ?? 'application/octet-stream');
  if (!type) return refuse('has a type that cannot be read');
  const kind = kindOf(type.mediaType);
  if (isUnreadable(kind, body, type.charset)) return refuse('is not in UTF-8');
  if (type.mediaType === 'application/graphql') return lookAtDocument(body.toString('utf8'), look, 'body:');
  const plan = plans.of(type.mediaType);
  switch (kind) {
    case 'json':
      return lookAtJsonBody(exchange, plan, { look, refuse, isGraphql: plans.isGraphql });
    case 'form': {
      const planOf = (name: string): Plan => plan?.properties.get(name)?.();
      return lookAtPairs(pairsOf(body.toString('utf8')), { in: 'body', planOf, decode: decodeForm }, look);
    }
    case 'multipart':
      return lookAtMultipart(body, type.boundary, plan, { look, refuse });
    case 'xml':
      return lookAtXmlBody(body, { look, refuse });
    case 'text': {
      const text = body.toString('utf8');
      const field = plan?.kind ?? 'text';
      return !isPlain(text, field) && look(text, field, { in: 'body', isName: false, name: '' }, () => 'body:');
    }
    case 'file':
      return lookAtFile(body, look, () => 'body:');
  }
}
