import type { Principal } from '../../identity/principal.js';
import type { Authentication, SchemeVerifier } from '../../identity/verifier.js';
import type { Operation } from '../../model/types.js';
import { challengeOf, type Challenge } from '../challenge.js';
import { deny } from '../denial.js';
import type { Denial, Exchange } from '../exchange.js';
import { defineGuard, type GuardContext } from '../guard.js';
import { makeRoleInclusion } from '../role-inclusion.js';

interface Part {
  /** Place of the scheme's verifier; -1 when nobody can verify it, so that it never holds. */
  readonly verifier: number;
  readonly scopes: readonly string[];
}

interface Plan {
  readonly verifiers: readonly SchemeVerifier[];
  /** Alternatives that need a credential. */
  readonly alternatives: readonly (readonly Part[])[];
  readonly anonymous: boolean;
  readonly challenge: Challenge;
}

function planOf(operation: Operation, context: GuardContext): Plan {
  const verifiers: SchemeVerifier[] = [];
  function partOf(requirement: Operation['policy']['requirements'][number][number]): Part {
    const verifier = context.services.verifierOf(requirement);
    if (!verifier) return { verifier: -1, scopes: requirement.scopes };
    if (!verifiers.includes(verifier)) verifiers.push(verifier);
    return { verifier: verifiers.indexOf(verifier), scopes: requirement.scopes };
  }
  const { requirements } = operation.policy;
  const alternatives = requirements.filter(({ length }) => length > 0).map((parts) => parts.map(partOf));
  const anonymous = alternatives.length < requirements.length;
  return { verifiers, alternatives, anonymous, challenge: challengeOf(operation, context) };
}

/** In an alternative of several schemes the person comes before the program that acts for them. */
function principalOf(parts: readonly Part[], results: readonly Authentication[]): Principal {
  const principals = parts.map(({ verifier }) => (results[verifier] as { principal: Principal }).principal);
  return principals.find(({ kind }) => kind === 'user') ?? principals[0]!;
}

function verified(part: Part, results: readonly Authentication[]): boolean {
  return results[part.verifier]?.state === 'verified';
}

function hasScopes({ verifier, scopes }: Part, results: readonly Authentication[]): boolean {
  const result = results[verifier];
  return result?.state === 'verified' && scopes.every((scope) => result.principal.scopes.includes(scope));
}

function refusal(result: Extract<Authentication, { state: 'refused' }>, challenge: Challenge): Denial {
  const { credentialId } = result;
  const detail = { reason: result.reason, ...(credentialId === undefined ? {} : { credential: credentialId }) };
  if (result.code === 'CREDENTIAL_UNVERIFIABLE') {
    return deny(result.code, { headers: { 'Retry-After': String(result.retryAfterSeconds ?? 5) }, detail });
  }
  const { error, scheme } = result.as ?? { error: 'invalid_token' as const, scheme: undefined };
  return deny(result.code, { headers: challenge({ error, ...(scheme ? { scheme } : {}) }), detail });
}

/** A principal, a denial, or undefined for a caller that may stay anonymous. */
function judge(plan: Plan, results: readonly Authentication[]): Principal | Denial | undefined {
  // A bad credential is refused even where another alternative holds: the upstream might believe it (RFC 6750 3.1).
  for (const result of results) if (result.state === 'refused') return refusal(result, plan.challenge);
  const held = plan.alternatives.find((parts) => parts.every((part) => hasScopes(part, results)));
  if (held) return principalOf(held, results);
  if (plan.anonymous) return undefined;
  const proven = plan.alternatives.find((parts) => parts.every((part) => verified(part, results)));
  if (!proven) return deny('CREDENTIAL_MISSING', { headers: plan.challenge() });
  const scopes = proven.flatMap((part) => part.scopes);
  return deny('SCOPE_MISSING', { headers: plan.challenge({ error: 'insufficient_scope', scopes }) });
}

/** OWASP API2:2023, CWE-306. One of the operation's security alternatives must hold, with every scheme in it. */
export default defineGuard({
  id: 'authenticate',
  phase: 'authenticate',
  title: 'Authentication',
  monitorable: true,
  settings: ['requirements'],

  compile(operation, context) {
    const plan = planOf(operation, context);
    if (plan.alternatives.length === 0) return null;
    const rolesOf = makeRoleInclusion(context.model.roles);

    function settle(exchange: Exchange, results: readonly Authentication[]): Denial | undefined {
      const verdict = judge(plan, results);
      if (verdict && 'status' in verdict) return verdict;
      exchange.principal = verdict;
      exchange.roles = rolesOf(verdict);
      return undefined;
    }

    return function authenticate(exchange) {
      const results = plan.verifiers.map((verifier) => verifier.verify(exchange));
      if (results.some((result) => result instanceof Promise)) {
        return Promise.all(results).then((settled) => settle(exchange, settled));
      }
      return settle(exchange, results as Authentication[]);
    };
  },
});
