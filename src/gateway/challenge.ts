import type { SchemeVerifier } from '../identity/verifier.js';
import type { Operation } from '../model/types.js';
import type { GuardContext } from './guard.js';

/** What a challenge says besides the scheme (RFC 6750 3, RFC 9449 7.1). */
export interface ChallengeFacts {
  readonly error?: 'invalid_token' | 'invalid_dpop_proof' | 'insufficient_scope';
  readonly scopes?: readonly string[];
  /** The scheme that `error` is about; default the first that has errors. */
  readonly scheme?: 'Bearer' | 'DPoP';
}

/** Builds `WWW-Authenticate` fields for an operation. */
export type Challenge = (facts?: ChallengeFacts) => Readonly<Record<string, string>>;

/** Schemes whose challenge has `error` and `scope`. */
const withErrors: readonly string[] = ['Bearer', 'DPoP'];

/** Parameters that stand in every challenge of a scheme. */
const always: Readonly<Record<string, string>> = {
  DPoP: ', algs="ES256 ES384 ES512 Ed25519 EdDSA PS256 RS256"',
  Basic: ', charset="UTF-8"',
};

function quoted(text: string): string {
  return text.replace(/[^\x20-\x7e]|["\\]/g, '');
}

function parameters({ error, scopes }: ChallengeFacts): string {
  const scope = scopes?.length ? `, scope="${quoted(scopes.join(' '))}"` : '';
  return `${error ? `, error="${error}"` : ''}${scope}`;
}

function namesOf(verifiers: readonly (SchemeVerifier | undefined)[]): ReadonlySet<string> {
  const names = new Set(verifiers.flatMap((verifier) => verifier?.challenges ?? ['Bearer']));
  // A 401 must carry a challenge, and there is none for a certificate of TLS.
  return names.size === 0 ? new Set(['Bearer']) : names;
}

/**
 * One challenge for every scheme that a caller may use (RFC 9110 11.6.1). Without any verifiable scheme `Bearer` is
 * named. `error` stands at the scheme that it is about, so that a client does not mend the wrong one.
 */
export function challengeOf(operation: Operation, { model, services }: GuardContext): Challenge {
  const names = namesOf(operation.policy.requirements.flat().map((one) => services.verifierOf(one)));
  const realm = quoted(model.name);
  return (facts = {}) => {
    const about = facts.scheme ?? withErrors.find((name) => names.has(name));
    const shown = facts.scheme ? [...new Set([...names, facts.scheme])] : [...names];
    const fields = shown.map((name) => {
      const own = name === about ? parameters(facts) : '';
      return `${name} realm="${realm}"${own}${always[name] ?? ''}`;
    });
    return { 'WWW-Authenticate': fields.join(', ') };
  };
}
