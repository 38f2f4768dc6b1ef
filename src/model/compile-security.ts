import { didYouMean } from '../core/nearest.js';
import type { ApiContext, BareOperation, Layer, Placed } from './compile-context.js';
import { lastOf } from './compile-layers.js';
import type { Faults } from './policy-faults.js';
import type { RawSettings } from './policy-file.js';
import { below } from './pointer.js';
import type { NodeRef, SecurityAlternative } from './types.js';

/** Settings that only make sense for a caller who is known. */
const needCaller = ['authentication', 'roles', 'scopes'] as const;

/** Whether anyone may call. A later layer that wants a known caller takes `public: true` back. */
export function compilePublic(layers: readonly Layer[], faults: Faults): Placed<boolean> {
  let result: Placed<boolean> = { value: false, node: undefined };
  for (const { settings, node, source } of layers) {
    const wanted = needCaller.find((setting) => settings[setting] !== undefined);
    if (settings.public === true && wanted !== undefined) {
      faults.add('POLICY_INVALID', `\`public: true\` and \`${wanted}\` exclude each other`, below(node, wanted), {
        key: true,
      });
    }
    if (settings.public !== undefined) result = { value: settings.public, node: below(node, 'public') };
    else if (wanted !== undefined && source !== 'defaults') result = { value: false, node: below(node, wanted) };
  }
  return result;
}

/** The credentials of which one alternative must hold; empty = anyone. */
export function compileRequirements(
  operation: BareOperation,
  layers: readonly Layer[],
  { isPublic, context }: { readonly isPublic: Placed<boolean>; readonly context: ApiContext },
): Placed<readonly SecurityAlternative[]> {
  if (isPublic.value) return { value: [], node: isPublic.node };
  const setting = lastOf(layers, 'authentication');
  if (setting.value === undefined || setting.value === 'contract') {
    const declared = operation.security.declared !== 'nowhere';
    return { value: operation.security.alternatives, node: declared ? operation.security.node : setting.node };
  }
  const node = setting.node as NodeRef;
  if (setting.value === 'required') return { value: required(operation, node, context), node };
  return { value: fromSchemes(setting.value, node, context), node };
}

function required(operation: BareOperation, node: NodeRef, context: ApiContext): readonly SecurityAlternative[] {
  const declared = operation.security.alternatives.filter((alternative) => alternative.length > 0);
  if (declared.length > 0) return declared;
  // What can be verified comes first: a scheme that only the contract knows is denied by the gateway.
  const names = context.schemes.size > 0 ? context.schemes.keys() : context.securitySchemes.keys();
  const alternatives = [...names].map((scheme) => [{ scheme, scopes: [] }]);
  if (alternatives.length === 0) {
    const hint = 'declare how callers are recognised in `identity.schemes`';
    context.faults.add('POLICY_INVALID', 'There is no scheme that could be required', node, { hint });
  }
  return alternatives;
}

type NamedSchemes = Exclude<RawSettings['authentication'], string | undefined>;

function fromSchemes({ schemes }: NamedSchemes, node: NodeRef, context: ApiContext): readonly SecurityAlternative[] {
  const known = new Set([...context.securitySchemes.keys(), ...context.schemes.keys()]);
  for (const [index, name] of schemes.entries()) {
    if (known.has(name)) continue;
    const hint = didYouMean(name, known) ?? (known.size ? `schemes: ${[...known].join(', ')}` : undefined);
    context.faults.add('POLICY_UNKNOWN_NAME', `There is no scheme "${name}"`, below(node, 'schemes', index), { hint });
  }
  return schemes.map((scheme) => [{ scheme, scopes: [] }]);
}
