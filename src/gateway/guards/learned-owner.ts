import type { LearnRule, Operation } from '../../model/types.js';
import type { LearnedOwner, LearnedValue } from '../../store/learned-owner.js';
import { createdIds } from '../created-ids.js';
import type { Exchange } from '../exchange.js';
import { defineGuard, type AnswerHandler, type GuardContext } from '../guard.js';
import { objectIds } from '../object-ids.js';
import { principalField } from '../principal-field.js';

type Create = Extract<LearnRule, { on: 'create' }>;
type Delete = Extract<LearnRule, { on: 'delete' }>;

/** What of the caller is remembered; undefined when the policy does not ask or the caller has none. */
function rememberedAs(is: string | undefined): (exchange: Exchange) => LearnedValue | undefined {
  const read = is === undefined ? undefined : principalField(is);
  return ({ principal }) => {
    const value = principal && read?.(principal);
    return value === undefined ? undefined : { is: is!, value };
  };
}

function learn(rule: Create, { model, services }: GuardContext): AnswerHandler {
  const idsIn = createdIds(rule);
  const [ownerOf, tenantOf] = [rememberedAs(rule.owner), rememberedAs(rule.tenant)];
  return async (exchange, answer) => {
    const [owner, tenant] = [ownerOf(exchange), tenantOf(exchange)];
    if (!owner && !tenant) return undefined;
    const learned: LearnedOwner = {
      ...(owner ? { owner } : {}),
      ...(tenant ? { tenant } : {}),
      learnedAt: services.clock.now(),
    };
    for (const id of idsIn(answer)) {
      await services.learned?.learn({ api: model.name, resource: rule.resource, id }, learned);
    }
    return undefined;
  };
}

function forget({ id, resource }: Delete, operation: Operation, { model, services }: GuardContext): AnswerHandler {
  const idsIn = objectIds({ id }, operation, model);
  return (exchange) => {
    const found = idsIn(exchange);
    if (found.denial || found.unnamed) return undefined;
    for (const one of found.ids ?? []) services.learned?.forget({ api: model.name, resource, id: one });
    return undefined;
  };
}

/**
 * Remembers who made a thing, for owner and tenant rules of the form `learned`: when the operation that makes it
 * answers 2xx. Forgets it when it is deleted. Denies nothing.
 */
export default defineGuard({
  id: 'learned-owner',
  phase: 'authorize',
  title: 'Owners learned from creates',
  monitorable: true,
  settings: ['learns'],

  compileAnswer(operation, context) {
    const { learns } = operation.policy;
    if (learns.length === 0) return null;
    const handlers = learns.map((rule) =>
      rule.on === 'create' ? learn(rule, context) : forget(rule, operation, context),
    );
    return async function learnOwners(exchange, answer) {
      if (answer.status < 200 || answer.status > 299) return undefined;
      for (const handler of handlers) await handler(exchange, answer);
      return undefined;
    };
  },
});
