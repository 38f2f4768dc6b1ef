import { inspectionLevels, type Score } from '../../core/inspection.js';
import type { Sighting } from '../../inspection/inspect.js';
import type { ApiModel, Operation, Parameter } from '../../model/types.js';
import { deny } from '../denial.js';
import type { Denial, Exchange } from '../exchange.js';
import { declaredNames } from '../declared-names.js';
import { defineGuard, type RequestHandler } from '../guard.js';
import { HeaderVerdicts } from '../header-verdicts.js';
import { BodyPlans, lookAtBody, lookAtDocument, pairsOf } from '../inspect-body.js';
import { FieldPlans, type FieldPlan } from '../inspect-plan.js';
import { evidence, exceptionFor, Search, type Verdict } from '../inspect-search.js';
import { lookAtCookies, lookAtHeaders, lookAtPairs, lookAtPath, lookAtSegments } from '../inspect-texts.js';
import { decodeForm } from '../parameters/pairs.js';

type Plans = ReadonlyMap<string, FieldPlan>;

/** What the contract says about the parameters of one operation at one location. */
function plansOf({ parameters }: Operation, model: ApiModel, location: Parameter['in']): Plans {
  const wanted = parameters.filter((parameter) => parameter.in === location);
  const entries = wanted.map(({ name, schema }) => {
    const plans = new FieldPlans(schema ? model.standalone(schema, 'request') : true);
    return [location === 'header' ? name.toLowerCase() : name, plans.root(name)] as const;
  });
  return new Map(entries);
}

/** Names of the fields that hold credentials: random by nature, and never written down. */
function credentialFields(model: ApiModel, location: 'header' | 'cookie' | 'query'): ReadonlySet<string> {
  const names = [...model.securitySchemes.values()].flatMap((scheme) =>
    scheme.type === 'apiKey' && scheme.in === location ? [scheme.parameter] : [],
  );
  return new Set(location === 'header' ? names.map((name) => name.toLowerCase()) : names);
}

/** Decides about what was seen: by the policy's families, exceptions and level, and by the kind of the field. */
function makeJudge({ policy: { inspection } }: Operation, now: () => number) {
  const level = inspectionLevels[inspection.level];
  return ({ family, score, denyAt, monitorsOnly }: Sighting, where: string): Verdict => {
    const mode = inspection.families.get(family) ?? 'deny';
    if (mode === 'off') return 'ignore';
    const needed = Math.max(level, denyAt) as Score;
    const isDenied = score >= needed && mode === 'deny' && !monitorsOnly;
    const exception = exceptionFor(inspection.exceptions, { family, where, now: now() });
    if (exception) return isDenied ? exception : 'ignore';
    return isDenied ? 'deny' : 'note';
  };
}

/** Walks all texts of a request, what is cheap first, until one is denied. */
function makeWalk(operation: Operation, model: ApiModel): (exchange: Exchange, search: Search) => boolean {
  const path = plansOf(operation, model, 'path');
  const query = plansOf(operation, model, 'query');
  const headers = { plans: plansOf(operation, model, 'header'), credentials: credentialFields(model, 'header') };
  const cookies = { plans: plansOf(operation, model, 'cookie'), credentials: credentialFields(model, 'cookie') };
  const secretQuery = credentialFields(model, 'query');
  const bodies = new BodyPlans(operation, model);
  const isUnknown = operation.path === '*';
  const inQuery = { in: 'query', planOf: (name: string) => query.get(name), decode: decodeForm } as const;

  const lookAtQuery = (text: string, { look }: Search): boolean => {
    const pairs = pairsOf(text).filter(({ name }) => !secretQuery.has(name));
    if (!bodies.isGraphql) return lookAtPairs(pairs, inQuery, look);
    const documents = pairs.filter(({ name }) => name === 'query');
    const others = pairs.filter(({ name }) => name !== 'query');
    const isSeen = documents.some(({ value }) => lookAtDocument(tryDecode(value), look, 'query:query'));
    return isSeen || lookAtPairs(others, inQuery, look);
  };

  return (exchange, search) => {
    const { look } = search;
    if (lookAtPath(exchange.pathParams, path, look)) return true;
    if (isUnknown && lookAtSegments(exchange.path, look)) return true;
    return (
      (exchange.query !== '' && lookAtQuery(exchange.query, search)) ||
      lookAtHeaders(exchange.headers, headers, search.lookAtHeader) ||
      lookAtCookies(exchange.headers.cookie, cookies, look) ||
      lookAtBody(exchange, bodies, search)
    );
  };
}

function tryDecode(text: string): string {
  try {
    return decodeForm(text);
  } catch {
    return text;
  }
}

const headerVerdicts = new HeaderVerdicts();

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
    const judge = makeJudge(operation, () => services.clock.now());
    const walk = makeWalk(operation, model);
    const names = declaredNames(operation, model);

    return function inspect(exchange): Denial | undefined {
      const search = new Search(judge, headerVerdicts);
      walk(exchange, search);
      if (search.denied) return deny('INPUT_INJECTION', { detail: evidence(search.denied, names) });
      if (search.malformed !== undefined) {
        return deny('BODY_INVALID', { errors: [{ in: 'body', pointer: '', reason: search.malformed }] });
      }
      if (search.isOverBudget && inspection.onBudget === 'deny') {
        return deny('INPUT_INJECTION', { detail: { reason: 'more text than can be looked at' } });
      }
      if (search.excepted) exchange.noted = evidence(search.excepted, names);
      else if (search.noted) exchange.noted = evidence(search.noted, names);
      return undefined;
    };
  },
});
