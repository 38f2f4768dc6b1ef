import type { Operation } from '../model/types.js';
import type { GuardContext } from './guard.js';

/** What a challenge says besides the scheme (RFC 6750 3). */
export interface ChallengeFacts {
  readonly error?: 'invalid_token' | 'insufficient_scope';
  readonly scopes?: readonly string[];
}

/** Builds `WWW-Authenticate` fields for an operation. */
export type Challenge = (facts?: ChallengeFacts) => Readonly<Record<string, string>>;

function quoted(text: string): string {
  return text.replace(/[^\x20-\x7e]|["\\]/g, '');
}

function parameters({ error, scopes }: ChallengeFacts): string {
  const scope = scopes?.length ? `, scope="${quoted(scopes.join(' '))}"` : '';
  return `${error ? `, error="${error}"` : ''}${scope}`;
}

/**
 * One challenge for every scheme that a caller may use (RFC 9110 11.6.1). Without any verifiable scheme `Bearer` is
 * named, because a 401 must carry a challenge. `error` and `scope` are parameters of Bearer only.
 */
export function challengeOf(operation: Operation, { model, services }: GuardContext): Challenge {
  const requirements = operation.policy.requirements.flat();
  const names = new Set(requirements.map((requirement) => services.verifierOf(requirement)?.challenge ?? 'Bearer'));
  if (names.size === 0) names.add('Bearer');
  const realm = quoted(model.name);
  return (facts = {}) => ({
    'WWW-Authenticate': [...names]
      .map((name) => `${name} realm="${realm}"${name === 'Bearer' ? parameters(facts) : ''}`)
      .join(', '),
  });
}
