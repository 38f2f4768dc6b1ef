import { personKey, principalToken } from '../core/person-token.js';
import type { Query } from '../telemetry/query.js';
import type { SealedStore } from './sealed-store.js';

type Equal = Query & { readonly kind: 'equal' };
type Parts = Pick<SealedStore, 'opener' | 'events'>;

/**
 * The query, in which `principal:NAME` finds the tokens too that stand in events for the name. What is in the log decides:
 * where it has no such token, the query stays as it is and the store's index answers it.
 */
export async function withTokens(query: Query, parts: Parts): Promise<Query> {
  const names = new Map<string, Query>();
  for (const one of namings(query)) names.set(String(one.value), await meant(one, parts));
  return names.size === 0 ? query : replaced(query, names);
}

/** The conditions that name somebody, at any depth. */
function namings(query: Query): readonly Equal[] {
  if (query.kind === 'all' || query.kind === 'any') return query.of.flatMap(namings);
  if (query.kind === 'not') return namings(query.of);
  return query.kind === 'equal' && query.field.name === 'principal' ? [query] : [];
}

async function meant(one: Equal, { opener, events }: Parts): Promise<Query> {
  const peppers = await opener.peppers();
  const versions = Array.from({ length: peppers.current }, (_, n) => peppers.get(n + 1) ?? []).flat();
  const tokens = versions.map((pepper) => principalToken(personKey(pepper), String(one.value)));
  const isThere = async (principal: string) => (await events.search({ principal, limit: 1 })).length > 0;
  const found: Query[] = [];
  for (const value of new Set([String(one.value), ...tokens])) if (await isThere(value)) found.push({ ...one, value });
  return found.length === 0 ? one : found.length === 1 ? found[0]! : { kind: 'any', of: found };
}

function replaced(query: Query, names: ReadonlyMap<string, Query>): Query {
  if (query.kind === 'all' || query.kind === 'any')
    return { ...query, of: query.of.map((one) => replaced(one, names)) };
  if (query.kind === 'not') return { ...query, of: replaced(query.of, names) };
  return (namings(query).length > 0 && names.get(String((query as Equal).value))) || query;
}
