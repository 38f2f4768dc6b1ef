import { compileConstraints, compileSunset, compileWhen } from './compile-conditions.js';
import type { ApiContext, Layer, Placed } from './compile-context.js';
import { compileInspection } from './compile-inspection.js';
import { eachOf, lastOf, settingOf } from './compile-layers.js';
import { compileUpload } from './compile-payloads.js';
import { compileReturns } from './compile-returns.js';
import { compilePublic } from './compile-security.js';
import { compileWebhook } from './compile-webhook.js';
import type { CorsPolicy, NodeRef, ResponsePolicy } from './types.js';

/** What holds when neither policy nor contract says anything. */
export const builtIn = {
  mode: 'enforce',
  bodyLimitBytes: 1_048_576,
  timeoutSeconds: 10,
  unknownProperties: 'contract',
  unknownParameters: 'allow',
} as const;

/** What layers say, whichever operation they are laid on. */
export type Settled = ReturnType<typeof compileSettled>;

/**
 * Puts together what the layers alone settle. Most operations of a large contract have nothing but `defaults`: they
 * share one of these, else thousands of equal ones would be made, frozen and kept.
 */
export function compileSettled(layers: readonly Layer[], context: ApiContext) {
  const { faults, today } = context;
  return {
    mode: settingOf(layers, 'mode', builtIn.mode),
    public: compilePublic(layers, faults),
    roles: lastOf(layers, 'roles'),
    scopes: compileScopes(layers),
    when: compileWhen(layers, faults),
    bodyLimitBytes: settingOf(layers, 'bodyLimitBytes', builtIn.bodyLimitBytes),
    returns: compileReturns(layers, context),
    constraints: compileConstraints(layers, faults),
    unknownProperties: settingOf(layers, 'unknownProperties', builtIn.unknownProperties),
    unknownParameters: settingOf(layers, 'unknownParameters', builtIn.unknownParameters),
    upload: compileUpload(layers),
    /** For callers with a credential, and for anyone. */
    response: { known: compileResponse(layers, true), anyone: compileResponse(layers, false) },
    cors: compileCors(layers),
    timeoutSeconds: compileTimeout(layers, context),
    /** For a body whose texts are of no kind that the policy names. */
    inspection: compileInspection(layers, { faults, today, kinds: new Map() }),
    webhook: compileWebhook(layers, faults),
    sunset: compileSunset(layers, faults),
    enforcedGuards: guardsOf(layers),
    patches: layers.flatMap(({ patch }) => (patch ? [patch.id] : [])),
  };
}

const noGuards: ReadonlySet<string> = new Set();

function guardsOf(layers: readonly Layer[]): ReadonlySet<string> {
  const guards = layers.flatMap(({ patch }) => (patch ? [patch.guard] : []));
  return guards.length === 0 ? noGuards : new Set(guards);
}

/** Scopes of the last layer that names some; a patch adds its own. */
function compileScopes(layers: readonly Layer[]): Placed<readonly string[]> {
  let result: { readonly value: readonly string[]; readonly node: NodeRef | undefined } = {
    value: [],
    node: undefined,
  };
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
  const cookies = said.flatMap((each) => each.value.protectCookies ?? []);
  const all = cookies.length > 0 ? { ...value, protectCookies: [...new Set(cookies)] } : value;
  return { value: all, node: said.at(-1)?.node };
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
