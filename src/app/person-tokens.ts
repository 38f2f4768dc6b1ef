import { personKey, personToken, principalToken } from '../core/person-token.js';
import type { Query } from '../telemetry/query.js';
import { tokenOfErased } from './person-names.js';
import type { SealedStore } from './sealed-store.js';

type Equal = Query & { readonly kind: 'equal' };
type Like = Query & { readonly kind: 'like' };
type Naming = Equal | Like;
type Parts = Pick<SealedStore, 'opener'> & Partial<Pick<SealedStore, 'events'>>;

/**
 * The query, in which `principal:NAME` and `principal:*NAME` find the tokens too that stand in events for the name. What
 * is in the log decides: where it has no such token, the query stays as it is and the store's index answers it. Without
 * `events`, for what is yet to come, it finds whatever may stand for the name.
 */
export async function withTokens(query: Query, parts: Parts): Promise<Query> {
  const found = namings(query);
  if (found.length === 0) return query;
  const keys = await keysOfPersons(parts.opener);
  const meant = new Map<Query, Query>();
  for (const one of found) {
    meant.set(one, one.kind === 'like' ? likeTokens(one, keys) : await equalTokens(one, keys, parts.events));
  }
  return replaced(query, meant);
}

/** All that events may have in the place of the id of a principal. */
export type PrincipalTokens = (id: string) => readonly string[];

/** Makes of the id of a principal all that events may have in its place: itself, and a token for each pepper. */
export async function principalTokens({ opener }: Pick<Parts, 'opener'>): Promise<PrincipalTokens> {
  const keys = await keysOfPersons(opener);
  return (id) => [...new Set([id, ...keys.map((key) => principalToken(key, id))])];
}

async function keysOfPersons(opener: Parts['opener']): Promise<readonly Buffer[]> {
  const peppers = await opener.peppers();
  return Array.from({ length: peppers.current }, (_, n) => peppers.get(n + 1) ?? [])
    .flat()
    .map((pepper) => personKey(pepper));
}

/** The conditions that name somebody, at any depth. */
function namings(query: Query): readonly Naming[] {
  if (query.kind === 'all' || query.kind === 'any') return query.of.flatMap(namings);
  if (query.kind === 'not') return namings(query.of);
  const isNaming = query.kind === 'equal' || query.kind === 'like';
  return isNaming && query.field.name === 'principal' ? [query] : [];
}

async function equalTokens(one: Equal, keys: readonly Buffer[], events?: SealedStore['events']): Promise<Query> {
  const asShown = String(one.value);
  const id = tokenOfErased(asShown);
  const tokens = keys.map((key) => principalToken(key, id));
  const isThere = async (principal: string) => !events || (await events.search({ principal, limit: 1 })).length > 0;
  const found: Query[] = [];
  for (const value of new Set([id, ...tokens])) if (await isThere(value)) found.push({ ...one, value });
  return found.length === 0 ? one : found.length === 1 ? found[0]! : { kind: 'any', of: found };
}

/** `*:alice` and `*alice` mean the person alice, whoever told of her. */
function likeTokens(one: Like, keys: readonly Buffer[]): Query {
  const end = one.pattern.slice(one.pattern.lastIndexOf('*') + 1);
  const person = end.slice(end.lastIndexOf(':') + 1);
  if (person === '') return one;
  const start = one.pattern.slice(0, -person.length);
  const before = start.endsWith(':') ? start : `${start}:`;
  const tokens = keys.map((key): Query => ({ ...one, pattern: before + personToken(key, person) }));
  return { kind: 'any', of: [one, ...tokens] };
}

function replaced(query: Query, meant: ReadonlyMap<Query, Query>): Query {
  if (query.kind === 'all' || query.kind === 'any')
    return { ...query, of: query.of.map((one) => replaced(one, meant)) };
  if (query.kind === 'not') return { ...query, of: replaced(query.of, meant) };
  return meant.get(query) ?? query;
}
