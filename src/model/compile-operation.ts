import { compileConcurrency, compileConstraints, compileSunset, compileWhen } from './compile-conditions.js';
import type { ApiContext, BareOperation, Layer, Placed } from './compile-context.js';
import { compileInspection } from './compile-inspection.js';
import { eachOf, lastOf, settingOf } from './compile-layers.js';
import { checkCosts, compileQuotas, compileRateLimits } from './compile-limits.js';
import { compileLearns } from './compile-learns.js';
import { compileOwners } from './compile-owners.js';
import { compileGraphql, compileSanitize, compileUpload } from './compile-payloads.js';
import { withOwnProperties } from './compile-properties.js';
import { compileReturns } from './compile-returns.js';
import { compilePublic, compileRequirements } from './compile-security.js';
import { checkRoles } from './policy-roles.js';
import { below } from './pointer.js';
import type { CorsPolicy, NodeRef, OperationPolicy, ResponsePolicy, SecurityAlternative } from './types.js';

/** What holds when neither policy nor contract says anything. */
export const builtIn = {
  mode: 'enforce',
  bodyLimitBytes: 1_048_576,
  timeoutSeconds: 10,
  unknownProperties: 'contract',
  unknownParameters: 'allow',
} as const;

/** One for all operations without any: thousands of empty ones would be most of what a large contract keeps. */
const noProperties: ReadonlyMap<string, never> = new Map<string, never>();
const noGuards: ReadonlySet<string> = new Set();

type Origins = Record<string, NodeRef | undefined>;

/** Puts the layers of one operation together. Faults are collected in the context. */
export function compilePolicy(
  operation: BareOperation,
  layers: readonly Layer[],
  context: ApiContext,
): OperationPolicy {
  checkRoleNames(layers, context);
  const origins: Origins = {};
  const take = <T>(setting: string, { value, node }: Placed<T>): T => {
    origins[setting] = node;
    return value;
  };
  const takeAll = <T>(setting: string, list: readonly Placed<T>[]): readonly T[] => {
    origins[setting] = list.at(-1)?.node;
    return list.map((placed, index) => take(`${setting}.${index}`, placed));
  };
  const takeMap = <T>(setting: string, map: ReadonlyMap<string, Placed<T>>): ReadonlyMap<string, T> => {
    origins[setting] = [...map.values()].at(-1)?.node;
    if (map.size === 0) return noProperties;
    return new Map([...map].map(([pointer, placed]) => [pointer, take(`${setting}.${pointer}`, placed)]));
  };
  const { faults, properties, api } = context;
  const isPublic = compilePublic(layers, faults);
  const limits = [
    ...compileRateLimits(layers, { api, operationId: operation.id }),
    ...compileQuotas(layers, { api, operationId: operation.id }),
  ];
  checkCosts(limits, operation.id, faults);
  const requirements = take('requirements', compileRequirements(operation, layers, { isPublic, context }));
  return {
    mode: take('mode', settingOf(layers, 'mode', builtIn.mode)),
    public: take('public', isPublic),
    requirements,
    roles: take('roles', lastOf(layers, 'roles')),
    scopes: take('scopes', compileScopes(layers)),
    when: take('when', compileWhen(layers, faults)),
    rateLimits: takeAll('rateLimits', limits),
    bodyLimitBytes: take('bodyLimitBytes', settingOf(layers, 'bodyLimitBytes', builtIn.bodyLimitBytes)),
    owners: takeAll('owners', compileOwners(operation, layers, { ...context, side: 'owner' })),
    tenants: takeAll('tenants', compileOwners(operation, layers, { ...context, side: 'tenant' })),
    learns: takeAll('learns', compileLearns(operation, context)),
    returns: take('returns', compileReturns(layers, context)),
    constraints: takeAll('constraints', compileConstraints(layers, faults)),
    unknownProperties: take('unknownProperties', settingOf(layers, 'unknownProperties', builtIn.unknownProperties)),
    unknownParameters: take('unknownParameters', settingOf(layers, 'unknownParameters', builtIn.unknownParameters)),
    writeProperties: takeMap(
      'writeProperties',
      withOwnProperties(properties.writes(operation), layers, 'writeProperties'),
    ),
    readProperties: takeMap('readProperties', withOwnProperties(properties.reads(operation), layers, 'readProperties')),
    upload: take('upload', compileUpload(layers)),
    graphql: take('graphql', compileGraphql(operation, layers, context)),
    sanitize: takeMap('sanitize', compileSanitize(operation, layers, context)),
    response: take('response', compileResponse(layers, needsCredential(requirements))),
    cors: take('cors', compileCors(layers)),
    concurrency: take('concurrency', compileConcurrency(operation, layers, context)),
    timeoutSeconds: take('timeoutSeconds', compileTimeout(layers, context)),
    inspection: take(
      'inspection',
      compileInspection(layers, { faults, today: context.today, kinds: properties.kinds(operation) }),
    ),
    sunset: take('sunset', compileSunset(layers, faults)),
    enforcedGuards: guardsOf(layers),
    patches: layers.flatMap(({ patch }) => (patch ? [patch.id] : [])),
    origins,
  };
}

function guardsOf(layers: readonly Layer[]): ReadonlySet<string> {
  const guards = layers.flatMap(({ patch }) => (patch ? [patch.guard] : []));
  return guards.length === 0 ? noGuards : new Set(guards);
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

/** Scopes of the last layer that names some; a patch adds its own. */
function compileScopes(layers: readonly Layer[]): Placed<readonly string[]> {
  let result: Placed<readonly string[]> = { value: [], node: undefined };
  for (const { value, node, layer } of eachOf(layers, 'scopes')) {
    result = { value: layer.source === 'patch' ? [...new Set([...result.value, ...value])] : value, node };
  }
  return result;
}

/** Merged key by key. Answers to callers with a credential are not to be stored by caches, unless the policy says so. */
function compileResponse(layers: readonly Layer[], noStore: boolean): Placed<ResponsePolicy> {
  const said = eachOf(layers, 'response');
  const value = said.reduce<ResponsePolicy>((merged, each) => ({ ...merged, ...each.value }), {
    filter: false,
    hideErrors: true,
    noStore,
    validate: 'off',
    samplePercent: 100,
  });
  return { value, node: said.at(-1)?.node };
}

function compileCors(layers: readonly Layer[]): Placed<CorsPolicy | undefined> {
  const { value, node } = lastOf(layers, 'cors');
  return { value: value && { origins: value.origins, credentials: value.credentials ?? false }, node };
}

function compileTimeout(layers: readonly Layer[], { upstream }: ApiContext): Placed<number> {
  const said = lastOf(layers, 'timeoutSeconds');
  if (said.value !== undefined) return { value: said.value, node: said.node };
  return { value: upstream.value?.timeoutSeconds ?? builtIn.timeoutSeconds, node: upstream.node };
}
