import type { Layer } from '../compile-context.js';
import type { Operation, SecurityAlternative } from '../types.js';

const ownWord = ['authentication', 'public', 'roles'] as const;

/**
 * The operation that carries the requests of a GraphQL schema lets in whoever may call one of the root fields: which
 * of them, those say. Where the policy speaks of the carrier itself, that holds.
 */
export function carrying(
  carrier: Operation,
  operations: ReadonlyMap<string, Operation>,
  layers: readonly Layer[],
): Operation {
  const own = layers.filter(({ source }) => source === 'operation' || source === 'patch');
  const said = (names: readonly (typeof ownWord)[number][]) =>
    own.some(({ settings }) => names.some((name) => settings[name] !== undefined));
  const fields = [...operations.values()].filter(({ graphql }) => graphql);
  const { policy } = carrier;
  const requirements = said(ownWord) || fields.length === 0 ? policy.requirements : alternativesOf(fields);
  return { ...carrier, policy: { ...policy, requirements, roles: said(['roles']) ? policy.roles : 'any' } };
}

function alternativesOf(fields: readonly Operation[]): readonly SecurityAlternative[] {
  const found = new Map<string, SecurityAlternative>();
  for (const { policy } of fields) {
    // No requirement at all: anyone.
    const alternatives = policy.requirements.length > 0 ? policy.requirements : [[]];
    for (const alternative of alternatives) found.set(JSON.stringify(alternative), alternative);
  }
  const all = [...found.values()];
  return all.every(({ length }) => length === 0) ? [] : all;
}
