import path from 'node:path';
import type { App } from '../../app/app.js';
import { explainCallOf, readRequestLine } from '../../app/explain-call.js';
import { policyFileOf } from '../../app/policy-change.js';
import type { Place } from '../../core/place.js';
import { severityRank, type Severity } from '../../core/finding.js';
import { explainGuards } from '../../gateway/explain.js';
import { explainOperation } from '../../model/policy-explain.js';
import type { ApiModel, Operation, Project } from '../../model/types.js';
import { PortcullisError } from '../../core/errors.js';
import type { OpenFindings } from '../../store/finding-pages.js';
import { cli, flag } from '../cli.js';
import { isWhole, readCursor, cursorOf } from '../cursor.js';
import { topOf } from '../top-values.js';
import { findingRow } from '../finding-view.js';
import { may, operation, type ConsoleOperation } from '../operation.js';
import { closed, cursor, limit, name, oneOf, text, yesNo } from '../schemas.js';
import { recentSums } from '../recent-sums.js';
import { addTo, noTraffic, operationKey, sumsByOperation, type TrafficSums } from '../traffic-sums.js';

const dayMillis = 86_400_000;
const hourMillis = 3_600_000;
/** The newest calls: whom they are from says who calls most. */
const samples = 300;

type State = 'documented' | 'deprecated' | 'unseen' | 'shadow';

interface Listing {
  readonly api?: string;
  readonly q?: string;
  readonly state?: State;
  readonly sort?: 'path' | 'requests' | 'denied' | 'findings';
  readonly limit: number;
  readonly cursor?: string;
}

interface Seen {
  readonly traffic: ReadonlyMap<string, TrafficSums>;
  readonly open: ReadonlyMap<string, OpenFindings>;
  readonly classes: ReadonlyMap<string, string>;
}

function rowOf(model: ApiModel, { id, method, path, summary, policy, deprecated, resource }: Operation, seen: Seen) {
  const traffic = seen.traffic.get(operationKey(model.name, id)) ?? noTraffic();
  const findings = seen.open.get(operationKey(model.name, id));
  const state = (deprecated ? 'deprecated' : traffic.requests > 0 ? 'documented' : 'unseen') as State;
  return {
    api: model.name,
    id,
    method: method.toUpperCase(),
    path,
    summary,
    public: policy.public,
    authentication:
      policy.requirements.map((all) => all.map(({ scheme }) => scheme).join(' and ') || 'none').join(' or ') || 'none',
    roles: policy.roles ?? null,
    scopes: policy.scopes,
    mode: policy.mode,
    limits: policy.rateLimits.map(
      ({ limit: most, windowSeconds, per }) =>
        `${most} in ${windowSeconds} s per ${typeof per === 'string' ? per : Object.values(per).join(' ')}`,
    ),
    dataClasses: classesOf(model, policy.readProperties, seen.classes),
    resource: resource?.name ?? null,
    state,
    ...figures(traffic),
    openFindings: findings?.count ?? 0,
    worstSeverity: findings?.worst ?? null,
  };
}

function figures({ requests, denied, errors, micros, lastSeen }: TrafficSums) {
  const share = requests === 0 ? 0 : Math.round((errors / requests) * 1000) / 10;
  const mean = requests === 0 ? null : Math.round(micros / requests / 100) / 10;
  return { requests24h: requests, denied24h: denied, errorPercent24h: share, meanMillis24h: mean, lastSeen };
}

/** Kinds of data that the policy names for properties that the operation may show. */
function classesOf(
  { propertyRules }: ApiModel,
  shown: ReadonlyMap<string, unknown>,
  classes: ReadonlyMap<string, string>,
): readonly string[] {
  const names = new Set([...shown.keys()].map((pointer) => pointer.split('/').at(-1)!));
  const found = [...propertyRules.values()].flatMap((rules) =>
    [...rules.keys()].flatMap((property) => (names.has(property) ? (classes.get(property) ?? []) : [])),
  );
  return [...new Set(found)];
}

type Row = ReturnType<typeof rowOf>;

const orders: Readonly<Record<NonNullable<Listing['sort']>, (a: Row, b: Row) => number>> = {
  path: (a, b) => a.api.localeCompare(b.api) || a.path.localeCompare(b.path) || a.method.localeCompare(b.method),
  requests: (a, b) => b.requests24h - a.requests24h,
  denied: (a, b) => b.denied24h - a.denied24h,
  findings: (a, b) => rank(a) - rank(b) || b.openFindings - a.openFindings,
};

const rank = ({ worstSeverity }: { readonly worstSeverity: Severity | null }): number =>
  worstSeverity === null ? 99 : severityRank(worstSeverity);

export const inventoryOperations: readonly ConsoleOperation[] = [
  operation<Listing>({
    id: 'listOperations',
    method: 'GET',
    path: '/operations',
    summary: 'Every operation of every API with its traffic, protection and findings',
    roles: may.read,
    query: {
      api: name,
      q: text(200),
      state: oneOf('documented', 'deprecated', 'unseen', 'shadow'),
      sort: oneOf('path', 'requests', 'denied', 'findings'),
      limit,
      cursor,
    },
    async run({ app, query }) {
      const [project, store] = await Promise.all([app.project(), app.store()]);
      const [rollUps, open] = await Promise.all([recentSums(store.events), store.findings.openByOperation()]);
      const traffic = sumsByOperation(rollUps);
      const seen: Seen = {
        traffic,
        open: new Map(open.map((each) => [operationKey(each.api, each.operation), each])),
        classes: project.dataClasses ?? new Map(),
      };
      const all = [...rowsOf(project, seen), ...shadowRows(project, traffic)]
        .filter(({ api }) => query.api === undefined || api === query.api)
        .filter(({ state }) => query.state === undefined || state === query.state)
        .filter(
          (row) =>
            !query.q ||
            `${row.id} ${row.method} ${row.path} ${row.summary}`.toLowerCase().includes(query.q.toLowerCase()),
        )
        .toSorted(orders[query.sort ?? 'path']);
      const start = readCursor(query.cursor, isWhole) ?? 0;
      const end = start + query.limit;
      return { items: all.slice(start, end), next: end < all.length ? cursorOf(end) : null, total: all.length };
    },
  }),
  operation({
    id: 'getOperation',
    method: 'GET',
    path: '/operations/{api}/{operation}',
    summary: 'One operation: contract, effective policy with its sources, traffic, callers, findings',
    roles: may.read,
    async run({ app, params }) {
      const [project, store] = await Promise.all([app.project(), app.store()]);
      const { model, found } = findIn(project, params.api!, params.operation!);
      const until = Date.now();
      const since = until - dayMillis;
      const where = { api: model.name, operation: found.id };
      const [rollUps, events, findings, open] = await Promise.all([
        store.events.rollUps({ since, ...where, bucketMillis: hourMillis }),
        store.events.search({ since, ...where, limit: samples }),
        store.findings.page({ ...where, limit: 50 }),
        store.findings.openByOperation(),
      ]);
      const traffic = noTraffic();
      for (const row of rollUps) addTo(traffic, row);
      const key = operationKey(model.name, found.id);
      const row = rowOf(model, found, {
        traffic: new Map([[key, traffic]]),
        open: new Map(open.map((each) => [operationKey(each.api, each.operation), each])),
        classes: project.dataClasses ?? new Map(),
      });
      return {
        ...row,
        description: found.description,
        place: shown(app, model.locate(found.node, true)),
        guards: explainGuards(model, found.id).filter(({ effect }) => effect !== 'unneeded'),
        settings: explainOperation(model, found.id).map(({ place, ...setting }) => ({
          ...setting,
          place: place ? shown(app, place) : null,
        })),
        contract: contractOf(found),
        traffic: hoursOf(rollUps, since),
        consumers: {
          principals: topOf(events, 'principal', 10),
          credentials: topOf(events, 'credential', 10),
          clients: topOf(events, 'client', 10),
          of: events.length,
        },
        drift: events.filter(({ signals }) => signals?.split(' ').includes('drift')).length,
        samples: events.slice(0, 10),
        findings: findings.map(findingRow),
        cli: cli('policy', 'explain', found.id),
      };
    },
  }),
  operation<object, { readonly request: string; readonly as?: string; readonly body?: string; readonly tls?: boolean }>(
    {
      id: 'explainCall',
      method: 'POST',
      path: '/explain',
      summary: 'Who decides about a call, and why; nothing is sent',
      roles: may.read,
      body: closed({ request: text(4000, { minLength: 1 }), as: text(400), body: text(100_000), tls: yesNo }, [
        'request',
      ]),
      async run({ app, body }) {
        const line = readRequestLine(body.request);
        const payload = body.body === undefined ? undefined : Buffer.from(body.body);
        const headers: [string, string][] = payload ? [['Content-Type', 'application/json']] : [];
        const { method, target, host } = line;
        const call = { method, target, host, headers, ...(payload ? { body: payload } : {}) };
        const explained = await explainCallOf(app, { call, as: body.as, tls: line.tls || body.tls === true });
        return {
          ...explained,
          cli: cli(
            'policy',
            'explain',
            '--request',
            body.request,
            ...flag('--as', body.as),
            ...flag('--tls', body.tls),
          ),
        };
      },
    },
  ),
];

function rowsOf({ apis }: Project, seen: Seen): readonly Row[] {
  return apis.flatMap((model) =>
    [...model.operations.values()].filter(({ outgoing }) => !outgoing).map((each) => rowOf(model, each, seen)),
  );
}

/** Calls that no contract knows, one row for each API: their paths are not kept. */
function shadowRows({ apis }: Project, traffic: ReadonlyMap<string, TrafficSums>): readonly Row[] {
  return apis.flatMap(({ name: api, unknownOperations }): readonly Row[] => {
    const sums = traffic.get(operationKey(api, ''));
    if (!sums?.requests) return [];
    return [
      {
        api,
        id: '',
        method: '*',
        path: 'not in the contract',
        summary: '',
        public: false,
        authentication: 'none',
        roles: null,
        scopes: [],
        mode: unknownOperations === 'deny' ? ('enforce' as const) : ('off' as const),
        limits: [],
        dataClasses: [],
        resource: null,
        state: 'shadow' as const,
        ...figures(sums),
        openFindings: 0,
        worstSeverity: null,
      },
    ];
  });
}

/** As people write it: seen from the folder of the policy. */
function shown(app: App, place: Place): Place {
  return { ...place, file: path.relative(path.dirname(policyFileOf(app)), place.file) };
}

function findIn({ apis }: Project, api: string, id: string): { readonly model: ApiModel; readonly found: Operation } {
  const model = apis.find(({ name: each }) => each === api);
  const found = model?.operations.get(id);
  if (model && found) return { model, found };
  throw new PortcullisError('NOT_FOUND', `There is no operation ${id} of the API ${api}`);
}

function contractOf({ parameters, body, responses, security, tags }: Operation) {
  return {
    tags,
    parameters: parameters.map(({ name: parameter, in: place, required, description }) => ({
      name: parameter,
      in: place,
      required,
      description: description ?? '',
    })),
    body: body ? { required: body.required, mediaTypes: body.content.map(({ mediaType }) => mediaType) } : null,
    responses: responses.map(({ status, description, content }) => ({
      status,
      description,
      mediaTypes: content.map(({ mediaType }) => mediaType),
    })),
    anonymousAllowed: security.anonymousAllowed,
  };
}

function hoursOf(rows: Parameters<typeof sumsByOperation>[0], since: number) {
  const first = Math.floor(since / hourMillis);
  const hours = Array.from({ length: 25 }, (_, n) => ({
    time: (first + n) * hourMillis,
    allowed: 0,
    denied: 0,
    wouldDeny: 0,
    failed: 0,
  }));
  for (const { minute, outcome, statusClass, count } of rows) {
    const hour = hours[Math.floor(minute / hourMillis) - first];
    if (!hour) continue;
    if (outcome === 'denied') hour.denied += count;
    else if (outcome === 'would-deny') hour.wouldDeny += count;
    else if (outcome === 'failed' || statusClass === 5) hour.failed += count;
    else if (outcome === 'allowed') hour.allowed += count;
  }
  return hours;
}
