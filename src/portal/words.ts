import type { ApiModel, Operation, RateLimit, SecurityAlternative, SecurityScheme } from '../model/types.js';

/** `orderToken` as people read it: what the scheme is. */
export function schemeWords(scheme: SecurityScheme | undefined, name: string): string {
  if (!scheme) return name;
  if (scheme.type === 'apiKey')
    return `an API key in the ${scheme.in} ${scheme.in === 'header' ? 'field ' : ''}${scheme.parameter}`;
  if (scheme.type === 'mutualTLS') return 'a client certificate (mutual TLS)';
  if (scheme.type === 'oauth2') return 'an OAuth 2.0 access token';
  if (scheme.type === 'openIdConnect') return 'an OpenID Connect access token';
  if (scheme.scheme.toLowerCase() === 'basic') return 'a user name and password (HTTP Basic)';
  if (scheme.scheme.toLowerCase() === 'bearer') return 'a bearer token';
  return `HTTP authentication ${scheme.scheme}`;
}

function alternativeWords(alternative: SecurityAlternative, model: ApiModel): string {
  if (alternative.length === 0) return 'no credential';
  return alternative
    .map(({ scheme, scopes }) => {
      const words = schemeWords(model.securitySchemes.get(scheme), scheme);
      return scopes.length === 0
        ? words
        : `${words} with ${scopes.length === 1 ? 'scope' : 'the scopes'} ${scopes.join(' and ')}`;
    })
    .join(' together with ');
}

/** AND and OR in words, as the gateway enforces them. */
export function authenticationWords({ policy }: Operation, model: ApiModel): string {
  if (policy.public || policy.requirements.length === 0) return 'None: everyone may call it.';
  const words = policy.requirements.map((alternative) => alternativeWords(alternative, model));
  return `${words.length > 1 ? 'Either ' : ''}${capital(words.join(', or '), words.length === 1)}.`;
}

function capital(text: string, wanted: boolean): string {
  return wanted ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** Who may call it. */
export function rolesWords({ policy }: Operation, model: ApiModel): string {
  if (policy.public) return 'Everyone.';
  if (policy.roles === 'any') return 'Everyone who is signed in.';
  if (policy.roles === undefined || policy.roles.length === 0) return 'Nobody yet.';
  const all = [...model.roles].filter(
    ([, includes]) => policy.roles !== 'any' && policy.roles!.some((role) => includes.has(role)),
  );
  const names = new Set([...policy.roles, ...all.map(([name]) => name)]);
  return `${[...names].sort().join(', ')}.`;
}

const periods: Readonly<Record<number, string>> = { 1: 'second', 60: 'minute', 3600: 'hour', 86_400: 'day' };

function counted({ per }: RateLimit): string {
  if (typeof per === 'string') {
    return { principal: 'per user', address: 'per address', key: 'per API key', operation: 'by all callers together' }[
      per
    ];
  }
  if ('body' in per) return `per value of ${per.body} in the body`;
  if ('header' in per) return `per value of the field ${per.header}`;
  return `per value of the claim ${per.claim}`;
}

/** `300 a minute per user`. */
export function limitWords(rate: RateLimit): string {
  const window = rate.period ?? periods[rate.windowSeconds] ?? `${rate.windowSeconds} seconds`;
  const time =
    rate.period || periods[rate.windowSeconds] ? `a${window === 'hour' ? 'n' : ''} ${window}` : `in ${window}`;
  const what = rate.countStatuses ? ` answers with status ${rate.countStatuses.join(', ')}` : '';
  const cost = rate.cost === 1 ? '' : `; this call counts as ${rate.cost}`;
  return `${rate.limit.toLocaleString('en')}${what} ${time} ${counted(rate)}${cost}`;
}

/** Whose objects a caller may touch. */
export function ownershipWords({ policy }: Operation): readonly string[] {
  const owned = policy.owners.map(({ resource, crossedBy }) => {
    const others = crossedBy.length === 0 ? '' : ` ${crossedBy.join(', ')} may use those of others too.`;
    return `The ${resource} must be the caller's own; another one is answered like one that does not exist.${others}`;
  });
  const tenants = policy.tenants.map(({ resource }) => `The ${resource} must belong to the caller's tenant.`);
  const lists = policy.returns
    ? [
        policy.returns.others === 'remove'
          ? "The list holds the caller's own items only."
          : "A list with somebody else's items is withheld.",
      ]
    : [];
  return [...new Set([...owned, ...tenants, ...lists])];
}
