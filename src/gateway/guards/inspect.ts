import { inspectionLevels, type Family, type FieldKind, type Score } from '../../core/inspection.js';
import type { Part } from '../../inspection/detector.js';
import { inspectValue, type Sighting } from '../../inspection/inspect.js';
import type { ApiModel, InspectionException, MediaType, Operation, Parameter } from '../../model/types.js';
import { safeText } from '../../telemetry/redact.js';
import { kindOf } from '../body-checks.js';
import { deny } from '../denial.js';
import type { Denial, Exchange } from '../exchange.js';
import { defineGuard, type RequestHandler } from '../guard.js';
import { FieldPlans, kindByName, type FieldPlan } from '../inspect-plan.js';
import {
  lookAtCookies,
  lookAtHeaders,
  lookAtJson,
  lookAtPairs,
  lookAtPath,
  lookAtXml,
  type LookAt,
} from '../inspect-texts.js';
import { matchMediaType, parseContentType } from '../media-type.js';
import { readMultipart, type Part as MultipartPart } from '../multipart.js';
import { decodeForm, parsePairs, UndecodableError } from '../parameters/pairs.js';
import { readJson } from '../request-json.js';
import { readXml } from '../xml-tree.js';

/** Texts of one request that are looked at. */
const mostTexts = 5_000;
/** Characters of one text that are looked at. */
const mostCharacters = 65_536;
/** Bytes of a file that are looked at: what it is shows at its start. */
const fileHead = 4_096;
const excerptCharacters = 48;
/** Characters before the hit: cut after redaction, so that half a secret is not left over. */
const before = { looked: 200, kept: 12 };

const noPlans: ReadonlyMap<string, FieldPlan> = new Map();

/** What the contract says about one operation's texts. */
interface Plans {
  readonly path: ReadonlyMap<string, FieldPlan>;
  readonly query: ReadonlyMap<string, FieldPlan>;
  readonly header: ReadonlyMap<string, FieldPlan>;
  readonly cookie: ReadonlyMap<string, FieldPlan>;
  body(media: MediaType): FieldPlan | undefined;
}

function plansOf({ parameters, policy }: Operation, model: ApiModel): Plans {
  const of = (location: Parameter['in']) => {
    const wanted = parameters.filter((parameter) => parameter.in === location);
    if (wanted.length === 0) return noPlans;
    const entries = wanted.map(({ name, schema }) => {
      const plans = new FieldPlans(schema ? model.standalone(schema, 'request') : true);
      return [location === 'header' ? name.toLowerCase() : name, plans.root(name)] as const;
    });
    return new Map(entries);
  };
  const bodies = new Map<MediaType, FieldPlan>();
  return {
    path: of('path'),
    query: of('query'),
    header: of('header'),
    cookie: of('cookie'),
    body(media) {
      if (!media.schema) return undefined;
      const known = bodies.get(media);
      if (known) return known;
      const plan = new FieldPlans(model.standalone(media.schema, 'request'), policy.inspection.kinds).root();
      bodies.set(media, plan);
      return plan;
    },
  };
}

/** Names of the fields that hold credentials: random by nature, and never written down. */
function credentialFields(model: ApiModel, location: 'header' | 'cookie' | 'query'): ReadonlySet<string> {
  const names = [...model.securitySchemes.values()].flatMap((scheme) =>
    scheme.type === 'apiKey' && scheme.in === location ? [scheme.parameter] : [],
  );
  return new Set(location === 'header' ? names.map((name) => name.toLowerCase()) : names);
}

interface Seen {
  readonly sighting: Sighting;
  readonly where: string;
}

/** Collects what is seen in one request; the worst of what is denied and of what is only noted. */
class Search {
  denied: Seen | undefined;
  noted: Seen | undefined;
  isOverBudget = false;
  #texts = 0;
  readonly #judge: (sighting: Sighting, where: string) => 'deny' | 'note' | 'ignore';

  constructor(judge: (sighting: Sighting, where: string) => 'deny' | 'note' | 'ignore') {
    this.#judge = judge;
  }

  readonly look: LookAt = (text, kind, part, where) => {
    if (kind === 'pinned') return false;
    if (++this.#texts > mostTexts || text.length > mostCharacters) {
      this.isOverBudget = true;
      if (this.#texts > mostTexts) return true;
    }
    return this.#inspect(text.length > mostCharacters ? text.slice(0, mostCharacters) : text, kind, { part, where });
  };

  #inspect(text: string, kind: FieldKind, { part, where }: { part: Part; where: () => string }): boolean {
    const sighting = inspectValue(text, kind, part);
    if (!sighting) return false;
    const place = where();
    const verdict = this.#judge(sighting, place);
    if (verdict === 'deny') this.denied = { sighting, where: place };
    else if (verdict === 'note' && (this.noted?.sighting.score ?? 0) < sighting.score) {
      this.noted = { sighting, where: place };
    }
    return verdict === 'deny';
  }
}

function matchesPlace(at: string, where: string): boolean {
  if (at === where) return true;
  if (!at.includes('*')) return false;
  const [wanted, got] = [at.split('/'), where.split('/')];
  return wanted.length === got.length && wanted.every((step, i) => step === '*' || step === got[i]);
}

function isExcepted(exceptions: readonly InspectionException[], family: Family, where: string, now: number): boolean {
  return exceptions.some(
    (exception) =>
      exception.family === family && matchesPlace(exception.at, where) && now < Date.parse(exception.expires),
  );
}

/** `query:q`: the name is the caller's text. */
function safePlace(where: string): string {
  const at = where.indexOf(':') + 1;
  return where.slice(0, at) + safeText(where.slice(at), 200);
}

/** What the event says: family, place, how it was decoded, and a few characters around, without secrets. */
function evidence({ sighting, where }: Seen): Readonly<Record<string, unknown>> {
  const { family, version, score, reason, chain, text, offset, length } = sighting;
  const context = safeText(text.slice(Math.max(0, offset - before.looked), offset), before.looked).slice(-before.kept);
  return {
    family,
    detectorVersion: version,
    score,
    reason,
    at: safePlace(where),
    ...(chain ? { decoded: chain } : {}),
    offset,
    length,
    excerpt: context + safeText(text.slice(offset, offset + excerptCharacters), excerptCharacters),
  };
}

function lookAtFile(content: Buffer, look: LookAt, where: () => string): boolean {
  const head = content.subarray(0, fileHead).toString('latin1');
  return look(head, 'name', { in: 'file', isName: false, name: '' }, where);
}

function lookAtParts(parts: readonly MultipartPart[], plan: FieldPlan | undefined, look: LookAt): boolean {
  for (const { name, filename, content } of parts) {
    const where = () => `body:/${name}`;
    const inside = plan?.properties.get(name)?.();
    if (!inside && look(name, 'name', { in: 'body', isName: true, name }, where)) return true;
    if (filename !== undefined) {
      if (look(filename, 'filename', { in: 'body', isName: false, name: 'filename' }, where)) return true;
      if (lookAtFile(content, look, where)) return true;
    } else {
      const kind = inside?.kind ?? kindByName(name) ?? 'name';
      if (look(content.toString('utf8'), kind, { in: 'body', isName: false, name }, where)) return true;
    }
  }
  return false;
}

function lookAtBody(exchange: Exchange, operation: Operation, plans: Plans, look: LookAt): boolean {
  const { body } = exchange;
  if (!body?.length) return false;
  const type = parseContentType(exchange.headers['content-type'] ?? 'application/octet-stream');
  if (!type) return false;
  const media = matchMediaType(operation.body?.content ?? [], type.mediaType);
  const plan = media && plans.body(media);
  switch (kindOf(type.mediaType)) {
    case 'json':
      readJson(exchange);
      return exchange.json !== undefined && lookAtJson(exchange.json, plan, look);
    case 'form':
      return lookAtForm(body.toString('utf8'), plan, look);
    case 'multipart':
      return lookAtParts(readMultipart(body, type.boundary).parts ?? [], plan, look);
    case 'xml': {
      const { root } = readXml(body);
      return root !== undefined && lookAtXml(root, look);
    }
    case 'text':
      return look(body.toString('utf8'), plan?.kind ?? 'text', { in: 'body', isName: false, name: '' }, () => 'body:');
    case 'file':
      return lookAtFile(body, look, () => 'body:');
  }
}

function lookAtForm(text: string, plan: FieldPlan | undefined, look: LookAt): boolean {
  const plans = new Map([...(plan?.properties ?? [])].map(([name, make]) => [name, make()] as const));
  return lookAtPairs(pairsOf(text), { in: 'body', plans, decode: decodeForm }, look);
}

/** Pairs of a query or form; what cannot be decoded was refused before, or is looked at as it stands. */
function pairsOf(text: string): ReturnType<typeof parsePairs> {
  try {
    return parsePairs(text);
  } catch (cause) {
    if (!(cause instanceof UndecodableError)) throw cause;
    return [{ name: text, value: '' }];
  }
}

/**
 * CWE-74 and its kin. Looks for attacks in every text of the request that the contract does not pin: path, query,
 * header fields, cookies, and bodies. Denies what scores as high as the level and the kind of the field ask.
 */
export default defineGuard({
  id: 'inspect',
  phase: 'inspect',
  title: 'Attack inspection',
  monitorable: true,
  settings: ['inspection'],

  monitorsOnly: ({ policy }) => policy.inspection.mode === 'monitor',

  compile(operation, { model, services }): RequestHandler | null {
    const { inspection } = operation.policy;
    if (inspection.mode === 'off') return null;
    const plans = plansOf(operation, model);
    const headers = { plans: plans.header, credentials: credentialFields(model, 'header') };
    const cookies = { plans: plans.cookie, credentials: credentialFields(model, 'cookie') };
    const secretQuery = credentialFields(model, 'query');
    const level = inspectionLevels[inspection.level];

    const judge = ({ family, score, denyAt, monitorsOnly }: Sighting, where: string) => {
      const mode = inspection.families.get(family) ?? 'deny';
      if (mode === 'off') return 'ignore';
      if (isExcepted(inspection.exceptions, family, where, services.clock.now())) return 'ignore';
      const needed = Math.max(level, denyAt) as Score;
      return score >= needed && mode === 'deny' && !monitorsOnly ? 'deny' : 'note';
    };

    const inspectAll = (exchange: Exchange, look: LookAt): boolean => {
      if (lookAtPath(exchange.pathParams, plans.path, look)) return true;
      if (exchange.query) {
        const pairs = pairsOf(exchange.query).filter(({ name }) => !secretQuery.has(name));
        if (lookAtPairs(pairs, { in: 'query', plans: plans.query, decode: decodeForm }, look)) return true;
      }
      return (
        lookAtHeaders(exchange.headers, headers, look) ||
        lookAtCookies(exchange.headers.cookie, cookies, look) ||
        lookAtBody(exchange, operation, plans, look)
      );
    };

    return function inspect(exchange): Denial | undefined {
      const search = new Search(judge);
      inspectAll(exchange, search.look);
      if (search.denied) return deny('INPUT_INJECTION', { detail: evidence(search.denied) });
      if (search.isOverBudget && inspection.onBudget === 'deny') {
        return deny('INPUT_INJECTION', { detail: { reason: 'more text than can be looked at' } });
      }
      if (search.noted) exchange.noted = evidence(search.noted);
      return undefined;
    };
  },
});
