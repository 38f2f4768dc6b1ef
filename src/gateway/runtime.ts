import { PortcullisError } from '../core/errors.js';
import type { ApiModel, Operation, OperationPolicy, Project } from '../model/types.js';
import type { Guard, GuardContext } from './guard.js';
import type { OperationCounters } from './metrics.js';
import { compilePipeline, type Pipeline } from './pipeline.js';
import { Router, type RouteMatch } from './router.js';
import type { GuardServices } from './services.js';
import type { UpstreamGroup } from './upstream-group.js';

/** What a compiled project is made with. */
export interface RuntimeParts {
  readonly guards: Iterable<Guard>;
  upstreamOf(model: ApiModel): UpstreamGroup;
  countersOf(model: ApiModel, operation: Operation): OperationCounters;
  servicesOf(model: ApiModel, upstream: UpstreamGroup): GuardServices;
}

/** One API as it is served. */
export interface Api {
  readonly model: ApiModel;
  readonly upstream: UpstreamGroup;
  readonly context: GuardContext;
  /** Takes calls to paths that the contract does not know; undefined when they are denied. */
  readonly passing: Route | undefined;
  countersOf(operation: Operation): OperationCounters;
}

/** Answers that are looked at by guards that only want a sample: the first ones, then one of so many. */
const sampledFirst = 100;
const sampledOf = 16;

/** One operation as it is served. Its guards are compiled at its first request: start-up stays below 0.1 s. */
export class Route {
  readonly api: Api;
  readonly operation: Operation;
  readonly #guards: Iterable<Guard>;
  #counters: OperationCounters | undefined;
  #pipeline: Pipeline | undefined;
  #answers = 0;

  constructor(api: Api, operation: Operation, guards: Iterable<Guard>) {
    this.api = api;
    this.operation = operation;
    this.#guards = guards;
  }

  /** Made when there is something to count: most operations of a large contract are called rarely. */
  get counters(): OperationCounters {
    return (this.#counters ??= this.api.countersOf(this.operation));
  }

  get pipeline(): Pipeline {
    return (this.#pipeline ??= compilePipeline(this.operation, this.#guards, this.api.context));
  }

  /** Whether this answer belongs to the sample. */
  takesSample(): boolean {
    const count = this.#answers++;
    return count < sampledFirst || count % sampledOf === 0;
  }
}

interface Site {
  readonly router: Router<Route>;
  /** Longest prefix first. */
  readonly apis: readonly Api[];
}

/** A project compiled for serving. Never changed: a reload makes another one, and a request keeps the one it began with. */
export class Runtime {
  readonly project: Project;
  readonly upstreams: readonly UpstreamGroup[];
  readonly routes: readonly Route[];
  /** Lower-case names of header parameters with `_`. */
  readonly underscoreHeaders: ReadonlySet<string>;
  readonly #hosts = new Map<string, Site>();
  readonly #anyHost: Site;

  constructor(project: Project, parts: RuntimeParts) {
    const apis = project.apis.map((model) => makeApi(model, parts));
    const routes = new Map(apis.map((api) => [api, routesOf(api, parts.guards)]));
    const general = apis.filter((api) => api.model.match.host === undefined);
    this.project = project;
    this.upstreams = apis.map((api) => api.upstream);
    this.routes = [...routes.values()].flat();
    this.underscoreHeaders = underscoreHeaders(this.routes);
    this.#anyHost = makeSite([general], routes);
    for (const host of new Set(apis.flatMap((api) => api.model.match.host?.toLowerCase() ?? []))) {
      const own = apis.filter((api) => api.model.match.host?.toLowerCase() === host);
      this.#hosts.set(host, makeSite([own, general], routes));
    }
  }

  find(hostname: string, method: string, path: string): RouteMatch<Route> {
    return this.#site(hostname).router.find(method, path);
  }

  /** The API that takes unknown paths like this one, if any. */
  passing(hostname: string, path: string): Route | undefined {
    const api = this.#site(hostname).apis.find(({ model }) => isBelow(path, model.match.prefix));
    return api?.passing;
  }

  #site(hostname: string): Site {
    return this.#hosts.get(hostname) ?? this.#anyHost;
  }
}

function isBelow(path: string, prefix: string): boolean {
  const base = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  return path === base || path.startsWith(`${base}/`);
}

function makeApi(model: ApiModel, parts: RuntimeParts): Api {
  const upstream = parts.upstreamOf(model);
  const context: GuardContext = Object.freeze({ model, services: parts.servicesOf(model, upstream) });
  const countersOf = (operation: Operation): OperationCounters => parts.countersOf(model, operation);
  const api = { model, upstream, context, countersOf, passing: undefined as Route | undefined };
  if (model.unknownOperations === 'allow') api.passing = new Route(api, passingOperation(model), parts.guards);
  return api;
}

function routesOf(api: Api, guards: Iterable<Guard>): Route[] {
  const operations = [...api.model.operations.values()].filter(({ outgoing, graphql }) => !outgoing && !graphql);
  return operations.map((operation) => new Route(api, operation, guards));
}

/** Earlier groups win: an API of this very host over one of any host. Inside a group equal templates are an error. */
function makeSite(groups: readonly (readonly Api[])[], routes: ReadonlyMap<Api, readonly Route[]>): Site {
  const router = new Router<Route>();
  for (const group of groups) {
    for (const route of group.flatMap((api) => routes.get(api)!)) {
      const { method, publicPath } = route.operation;
      const there = router.add(method.toUpperCase(), publicPath, route);
      if (there && group.includes(there.api)) throw twice(route, there);
    }
  }
  const apis = groups.flatMap((group) =>
    [...group].sort((a, b) => b.model.match.prefix.length - a.model.match.prefix.length),
  );
  return { router, apis };
}

function twice({ api, operation }: Route, other: Route): PortcullisError {
  const call = `${operation.method.toUpperCase()} ${operation.publicPath}`;
  const apis = `"${other.api.model.name}" and "${api.model.name}"`;
  return new PortcullisError('POLICY_INVALID', `Two operations answer ${call} (APIs ${apis})`, {
    place: api.model.locate(operation.node),
    hint: 'give one of them another match.host or match.prefix',
  });
}

function underscoreHeaders(routes: readonly Route[]): ReadonlySet<string> {
  const names = routes.flatMap(({ operation }) =>
    operation.parameters.filter((parameter) => parameter.in === 'header'),
  );
  return new Set(names.map(({ name }) => name.toLowerCase()).filter((name) => name.includes('_')));
}

/** Paths outside the contract, where the policy lets them through: no contract to judge by, no principal needed. */
function passingOperation(model: ApiModel): Operation {
  const node = { file: model.documents.entry, pointer: '' };
  return {
    id: 'unknown',
    method: 'get',
    path: '*',
    publicPath: '*',
    upstreamPath: '*',
    summary: '',
    description: '',
    tags: [],
    deprecated: false,
    parameters: [],
    body: { required: false, content: [{ mediaType: '*/*', encoding: {}, examples: [], node }], node },
    responses: [],
    security: { declared: 'nowhere', alternatives: [], anonymousAllowed: true, requiresCredential: false, node },
    isRead: false,
    isWrite: true,
    outgoing: false,
    policy: passingPolicy(model),
    extensions: {},
    node,
  };
}

function passingPolicy(model: ApiModel): OperationPolicy {
  const passing = model.passing!;
  return {
    mode: 'enforce',
    public: true,
    requirements: [],
    roles: 'any',
    scopes: [],
    when: undefined,
    rateLimits: passing.rateLimits,
    bodyLimitBytes: passing.bodyLimitBytes,
    owners: [],
    tenants: [],
    learns: [],
    returns: undefined,
    constraints: [],
    unknownProperties: 'contract',
    unknownParameters: 'allow',
    writeProperties: new Map(),
    readProperties: new Map(),
    response: { filter: false, hideErrors: true, noStore: false, validate: 'off', samplePercent: 100 },
    upload: undefined,
    graphql: undefined,
    sanitize: new Map(),
    cors: undefined,
    concurrency: undefined,
    timeoutSeconds: model.upstream?.timeoutSeconds ?? 10,
    inspection: passing.inspection,
    sunset: undefined,
    enforcedGuards: new Set(),
    patches: [],
    origins: {},
  };
}
