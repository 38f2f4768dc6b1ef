import type { ApiModel, SecurityAlternative, SecurityScheme } from '../model/types.js';

/** Scopes that a scheme can grant; of OpenID Connect the contract does not know them. */
export function scopesOf(scheme: SecurityScheme | undefined): readonly string[] {
  return scheme?.type === 'oauth2' ? [...new Set(scheme.flows.flatMap((flow) => flow.scopes))] : [];
}

/** The schemes of an alternative that know scopes. */
export function scopedSchemes({ securitySchemes }: ApiModel, all: SecurityAlternative): readonly SecurityScheme[] {
  return all.flatMap(({ scheme }) => {
    const found = securitySchemes.get(scheme);
    return found && scopesOf(found).length ? [found] : [];
  });
}

const readWord = /(^|[^a-z])(read|readonly|read_only|read-only|view|viewer|get|list)($|[^a-z])/i;
const writeWord =
  /(^|[^a-z])(write|readwrite|read_write|manage|admin|edit|modify|create|update|delete|all|full)($|[^a-z])/i;

/** `orders:read`, `orders.readonly`: a token with it is meant to look and not to touch. */
export function isReadScope(scope: string): boolean {
  const words = scope.replaceAll(/([a-z])([A-Z])/g, '$1_$2');
  return readWord.test(words) && !writeWord.test(words);
}

/** The declared scope that differs from a reading one in that word only: `orders:write` for `orders:read`. */
export function writeSibling(scope: string, declared: readonly string[]): string | undefined {
  const [head, tail] = scope.split(/read[-_]?only|read|view(?:er)?/i);
  if (head === undefined || tail === undefined) return undefined;
  const bare = `${head}${tail}`.replace(/[^a-z0-9]+$/i, '');
  return declared.find(
    (other) =>
      other !== scope &&
      (other === bare || ['write', 'manage', 'edit'].some((word) => other === `${head}${word}${tail}`)),
  );
}
