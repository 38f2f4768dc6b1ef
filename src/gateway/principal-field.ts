import { PortcullisError } from '../core/errors.js';
import type { Principal } from '../identity/principal.js';
import { parsePointer, valueAt } from './pointer.js';

/** Reads what an owner rule compares with; undefined when the principal does not have it. */
export type PrincipalField = (principal: Principal) => string | undefined;

/** An id as text. Only text and numbers are ids: null, booleans and objects are absent. */
export function idText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  // Beyond 2^53 two different ids would read the same.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  return undefined;
}

/**
 * Compiles `principal.subject`, `principal.tenant` or `principal.claims./pointer`.
 * Throws POLICY_UNKNOWN_NAME for anything else.
 */
export function principalField(text: string): PrincipalField {
  if (text === 'principal.subject') return ({ subject }) => idText(subject);
  if (text === 'principal.tenant') return ({ tenant }) => idText(tenant);
  const [, claim] = /^principal\.claims\.?(\/.+)$/.exec(text) ?? /^principal\.claims\.([^/].*)$/.exec(text) ?? [];
  if (claim === undefined) {
    throw new PortcullisError('POLICY_UNKNOWN_NAME', `There is no field ${text} to compare an owner with`, {
      expected: 'principal.subject, principal.tenant or principal.claims./pointer',
    });
  }
  const steps = claim.startsWith('/') ? parsePointer(claim) : [claim];
  return ({ claims }) => idText(valueAt(claims, steps));
}
