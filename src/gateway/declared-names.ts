import type { ApiModel, Operation } from '../model/types.js';
import { attackExcerpt } from './attack-excerpt.js';

const mostNames = 20_000;
const longestName = 64;

/** Header fields whose names say nothing of who sends them. */
const usualFields = [
  'accept',
  'accept-language',
  'authorization',
  'content-type',
  'cookie',
  'host',
  'origin',
  'referer',
  'user-agent',
  'x-forwarded-for',
  'x-forwarded-host',
] as const;

/** Every name that the contract has for a request to the operation: parameters, and properties at any depth. */
export function declaredNames({ parameters, body }: Operation, model: ApiModel): ReadonlySet<string> {
  const names = new Set<string>([...usualFields, ...parameters.map(({ name }) => name)]);
  const schemas = [...parameters, ...(body?.content ?? [])].flatMap(({ schema }) => schema ?? []);
  for (const schema of schemas) addProperties(model.standalone(schema, 'request'), names);
  return names;
}

function addProperties(schema: unknown, names: Set<string>): void {
  const open: unknown[] = [schema];
  const seen = new Set<unknown>();
  for (let value = open.pop(); value !== undefined && names.size < mostNames; value = open.pop()) {
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    const { properties } = value as { readonly properties?: unknown };
    if (typeof properties === 'object' && properties !== null)
      for (const name of Object.keys(properties)) names.add(name);
    open.push(...(Object.values(value) as unknown[]).filter((inner) => inner !== undefined));
  }
}

/** `body:/items/3/note`; a name that the contract does not have is the caller's text, and told as an attack is. */
export function placeOf(where: string, names: ReadonlySet<string>): string {
  const at = where.indexOf(':') + 1;
  const rest = where.slice(at);
  if (names.has(rest)) return where;
  const isSafe = (step: string): boolean => /^\d{0,6}$/.test(step) || names.has(step);
  const shown = rest.split('/').map((step) => (isSafe(step) ? step : attackExcerpt(step.slice(0, longestName))));
  return where.slice(0, at) + shown.join('/');
}
