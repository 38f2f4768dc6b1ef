import { compileConcurrency } from './compile-conditions.js';
import type { ApiContext, BareOperation, Layer, Placed } from './compile-context.js';
import { compileInspection } from './compile-inspection.js';
import { checkCosts, compileQuotas, compileRateLimits } from './compile-limits.js';
import { compileLearns } from './compile-learns.js';
import { compileOwners } from './compile-owners.js';
import { compileGraphql, compileSanitize } from './compile-payloads.js';
import { withOwnProperties } from './compile-properties.js';
import { compileRequirements } from './compile-security.js';
import { compileSettled, type Settled } from './compile-settled.js';
import { checkRoles } from './policy-roles.js';
import { below } from './pointer.js';
import type { NodeRef, OperationPolicy, SecurityAlternative } from './types.js';

export { builtIn } from './compile-settled.js';

/** One for all operations without any: thousands of empty ones would be most of what a large contract keeps. */
const noProperties: ReadonlyMap<string, never> = new Map<string, never>();
const nothing: readonly never[] = Object.freeze([]);

/** Of layers that several operations share; kept as long as the layers are. */
const settled = new WeakMap<readonly Layer[], Settled>();

/** Checks names once for layers that are shared. */
function settledOf(layers: readonly Layer[], context: ApiContext): Settled {
  let known = settled.get(layers);
  if (!known) {
    checkRoleNames(layers, context);
    settled.set(layers, (known = compileSettled(layers, context)));
  }
  return known;
}

/** Settings with the places they come from; what is built in has none. */
class Taking {
  readonly origins: Record<string, NodeRef> = {};

  one<T>(setting: string, { value, node }: Placed<T>): T {
    if (node) this.origins[setting] = node;
    return value;
  }

  list<T>(setting: string, list: readonly Placed<T>[]): readonly T[] {
    if (list.length === 0) return nothing;
    this.#last(setting, list.at(-1));
    return list.map((placed, index) => this.one(`${setting}.${index}`, placed));
  }

  map<T>(setting: string, map: ReadonlyMap<string, Placed<T>>): ReadonlyMap<string, T> {
    if (map.size === 0) return noProperties;
    this.#last(setting, [...map.values()].at(-1));
    return new Map([...map].map(([pointer, placed]) => [pointer, this.one(`${setting}.${pointer}`, placed)]));
  }

  #last(setting: string, last: Placed<unknown> | undefined): void {
    if (last?.node) this.origins[setting] = last.node;
  }
}

/** Puts the layers of one operation together. Faults are collected in the context. */
export function compilePolicy(
  operation: BareOperation,
  layers: readonly Layer[],
  context: ApiContext,
): OperationPolicy {
  const own = settledOf(layers, context);
  const taking = new Taking();
  const { faults, properties, api } = context;
  const names = { api, operationId: operation.id };
  const limits = [...compileRateLimits(layers, names), ...compileQuotas(layers, names)];
  checkCosts(limits, operation.id, faults);
  const requirements = taking.one(
    'requirements',
    compileRequirements(operation, layers, { isPublic: own.public, context }),
  );
  const { known, anyone } = own.response;
  const writes = withOwnProperties(properties.writes(operation), layers, 'writeProperties');
  const reads = withOwnProperties(properties.reads(operation), layers, 'readProperties');
  const kinds = properties.kinds(operation);
  const { today } = context;
  return {
    mode: taking.one('mode', own.mode),
    public: taking.one('public', own.public),
    requirements,
    roles: taking.one('roles', own.roles),
    scopes: taking.one('scopes', own.scopes),
    when: taking.one('when', own.when),
    rateLimits: taking.list('rateLimits', limits),
    bodyLimitBytes: taking.one('bodyLimitBytes', own.bodyLimitBytes),
    owners: taking.list('owners', compileOwners(operation, layers, { ...context, side: 'owner' })),
    tenants: taking.list('tenants', compileOwners(operation, layers, { ...context, side: 'tenant' })),
    learns: taking.list('learns', compileLearns(operation, context)),
    returns: taking.one('returns', own.returns),
    constraints: taking.list('constraints', own.constraints),
    unknownProperties: taking.one('unknownProperties', own.unknownProperties),
    unknownParameters: taking.one('unknownParameters', own.unknownParameters),
    writeProperties: taking.map('writeProperties', writes),
    readProperties: taking.map('readProperties', reads),
    upload: taking.one('upload', own.upload),
    graphql: taking.one('graphql', compileGraphql(operation, layers, context)),
    sanitize: taking.map('sanitize', compileSanitize(operation, layers, context)),
    response: taking.one('response', needsCredential(requirements) ? known : anyone),
    cors: taking.one('cors', own.cors),
    concurrency: taking.one('concurrency', compileConcurrency(operation, layers, context)),
    timeoutSeconds: taking.one('timeoutSeconds', own.timeoutSeconds),
    inspection: taking.one(
      'inspection',
      kinds.size === 0 ? own.inspection : compileInspection(layers, { faults, today, kinds }),
    ),
    webhook: taking.one('webhook', own.webhook),
    sunset: taking.one('sunset', own.sunset),
    enforcedGuards: own.enforcedGuards,
    patches: own.patches,
    origins: taking.origins,
  };
}

function needsCredential(alternatives: readonly SecurityAlternative[]): boolean {
  return alternatives.length > 0 && alternatives.every(({ length }) => length > 0);
}

function checkRoleNames(layers: readonly Layer[], context: ApiContext): void {
  for (const { settings, node } of layers) {
    if (settings.roles !== undefined && settings.roles !== 'any')
      checkRoles(settings.roles, below(node, 'roles'), context);
    for (const setting of ['readProperties', 'writeProperties'] as const) {
      for (const [pointer, roles] of Object.entries(settings[setting] ?? {})) {
        checkRoles(roles, below(node, setting, pointer), context);
      }
    }
  }
}
