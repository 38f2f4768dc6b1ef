import type { Operation, OwnerRule } from '../../model/types.js';
import type { Denial, Exchange } from '../exchange.js';
import { defineGuard, type AnswerHandler, type GuardContext, type RequestHandler } from '../guard.js';
import { notOwned, objectIds } from '../object-ids.js';
import { parsePointer, valuesAt } from '../pointer.js';
import { idText, principalField } from '../principal-field.js';
import { hasAnyRole } from '../role-inclusion.js';

type Verdict = Promise<Denial | undefined> | Denial | undefined;

/** Whether the value at the pointer is the caller's in every branch; absence on either side says no. */
function ownedBy(field: string): (value: unknown, own: string) => boolean {
  const steps = parsePointer(field);
  return (value, own) => {
    const { values, absent } = valuesAt(value, steps);
    return absent === 0 && values.length > 0 && values.every((owner) => idText(owner) === own);
  };
}

/** What the caller is compared as; undefined for a caller who owns nothing. */
function callerOf(rule: OwnerRule): (exchange: Exchange) => string | undefined {
  const read = principalField(rule.is);
  return ({ principal }) => (principal ? read(principal) : undefined);
}

function lookupOwner(
  form: Extract<OwnerRule['form'], { kind: 'lookup' }>,
  { services }: GuardContext,
): (exchange: Exchange, ids: readonly string[], own: string) => Promise<boolean> {
  const owned = ownedBy(form.field);
  return async (exchange, ids, own) => {
    for (const id of ids) {
      if (!owned(await services.lookup.fetchObject(exchange, form.operationId, id), own)) return false;
    }
    return true;
  };
}

function requestCheck(rule: OwnerRule, operation: Operation, context: GuardContext): RequestHandler | null {
  const { form } = rule;
  if (form.kind === 'field') return null;
  const callerIn = callerOf(rule);
  const idsIn = objectIds(rule, operation, context.model);
  const lookUp = form.kind === 'lookup' ? lookupOwner(form, context) : undefined;
  return (exchange): Verdict => {
    if (hasAnyRole(exchange.roles, rule.crossedBy)) return undefined;
    const found = idsIn(exchange);
    if (found.denial) return found.denial;
    if (found.unnamed) return undefined;
    const own = callerIn(exchange);
    if (own === undefined || found.ids === undefined) return notOwned(rule.resource);
    if (!lookUp) return found.ids.every((id) => id === own) ? undefined : notOwned(rule.resource);
    return lookUp(exchange, found.ids, own).then((all) => (all ? undefined : notOwned(rule.resource)));
  };
}

function answerCheck(rule: OwnerRule): AnswerHandler | null {
  if (rule.form.kind !== 'field') return null;
  const callerIn = callerOf(rule);
  const owned = ownedBy(rule.form.field);
  return (exchange, answer) => {
    if (answer.status < 200 || answer.status > 299) return undefined;
    if (hasAnyRole(exchange.roles, rule.crossedBy)) return undefined;
    const own = callerIn(exchange);
    return own !== undefined && owned(answer.json(), own) ? undefined : notOwned(rule.resource);
  };
}

async function rest(first: Promise<Denial | undefined>, others: readonly RequestHandler[], exchange: Exchange) {
  const denial = await first;
  if (denial) return denial;
  for (const check of others) {
    const next = await check(exchange);
    if (next) return next;
  }
  return undefined;
}

/**
 * OWASP API1:2023, CWE-639. A caller may touch only objects it owns, unless one of its roles may cross. Forms: the id
 * is the owner's (`id`), the upstream is asked first (`lookup`), the answer is read before a byte leaves (`field`).
 * A missing owner, id or subject denies, because `undefined === undefined` would let everyone in.
 */
export default defineGuard({
  id: 'object-owner',
  phase: 'authorize',
  title: 'Object ownership',
  monitorable: true,
  settings: ['owners'],

  compile(operation, context) {
    const checks = operation.policy.owners
      .map((rule) => requestCheck(rule, operation, context))
      .filter((check) => check !== null);
    if (checks.length === 0) return null;
    return function checkOwner(exchange) {
      for (const [i, check] of checks.entries()) {
        const denial = check(exchange);
        if (denial instanceof Promise) return rest(denial, checks.slice(i + 1), exchange);
        if (denial) return denial;
      }
      return undefined;
    };
  },

  compileAnswer(operation) {
    const checks = operation.policy.owners.map(answerCheck).filter((check) => check !== null);
    if (checks.length === 0) return null;
    return async function checkAnswerOwner(exchange, answer) {
      for (const check of checks) {
        const denial = await check(exchange, answer);
        if (denial) return denial;
      }
      return undefined;
    };
  },
});
