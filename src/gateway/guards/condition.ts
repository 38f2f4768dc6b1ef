import { Environment } from '@marcbachmann/cel-js';
import { PortcullisError } from '../../core/errors.js';
import { deny } from '../denial.js';
import type { Exchange } from '../exchange.js';
import { defineGuard } from '../guard.js';
import { decoderOf } from '../parameters/decoder.js';
import { readParams } from '../request-params.js';

type Condition = (variables: Readonly<Record<string, unknown>>) => unknown;

const environment = new Environment().registerVariable('principal', 'map').registerVariable('request', 'map');

function compileCondition(text: string): Condition {
  try {
    const parsed = environment.parse(text);
    const { valid, error } = parsed.check();
    if (!valid) throw error ?? new TypeError('does not type-check');
    return (variables) => parsed(variables) as unknown;
  } catch (cause) {
    throw new PortcullisError('POLICY_INVALID', 'The condition of an operation cannot be understood', {
      expected: 'a CEL expression over `principal` and `request`',
      detail: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

/** Fields that are absent are left out: CEL then fails on them, and a failing condition denies. */
function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function variablesOf({ principal, roles, method, path, params }: Exchange, now: number) {
  return {
    principal: principal
      ? present({
          subject: principal.subject,
          tenant: principal.tenant,
          roles: [...roles],
          scopes: principal.scopes,
          claims: principal.claims,
        })
      : {},
    request: { method, path, time: new Date(now), params },
  };
}

/**
 * OWASP API5:2023. The operation's condition must hold: a CEL expression over `principal` {subject, tenant, roles,
 * scopes, claims} and `request` {method, path, time, params {path, query, header, cookie}}. An error and anything that
 * is not `true` denies.
 */
export default defineGuard({
  id: 'condition',
  phase: 'authorize',
  title: 'Condition',
  monitorable: true,
  settings: ['when'],

  compile(operation, { model, services }) {
    const { when } = operation.policy;
    if (when === undefined) return null;
    const condition = compileCondition(when);
    const decoder = decoderOf(operation, model);
    return function checkCondition(exchange) {
      const denial = readParams(exchange, decoder);
      if (denial) return denial;
      try {
        return condition(variablesOf(exchange, services.clock.now())) === true ? undefined : deny('CONDITION_FAILED');
      } catch {
        return deny('CONDITION_FAILED', { detail: { reason: 'the condition could not be evaluated' } });
      }
    };
  },
});
