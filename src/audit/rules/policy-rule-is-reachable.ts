import { isFields } from '../../model/pointer.js';
import type { ApiModel, Operation, OperationPolicy } from '../../model/types.js';
import { defineRule, type RuleContext } from '../rule.js';
import { nameOf } from '../words.js';

/** No role is left that would be let in, and none was named to close the operation on purpose. */
function contradiction({ policy }: Operation, { roles }: ApiModel): string | undefined {
  const { owners, roles: named } = policy;
  if (policy.mode === 'off' && (policy.owners.length || Array.isArray(named)))
    return 'its mode is off: none of its rules is judged';
  if (!Array.isArray(named) || !named.length) return undefined;
  // Whoever may call at all crosses the owner rule.
  const crossing = owners.find(({ crossedBy }) =>
    named.every((role) => crossedBy.some((other) => roles.get(role)?.has(other))),
  );
  if (crossing) {
    return `every role that may call it may also touch other people's ${crossing.resource}: its owner rule keeps nobody out`;
  }
  return undefined;
}

/** The limit of the defaults is as low in the same time and for the same callers: the other is never reached. */
function shadowedLimit({ rateLimits }: OperationPolicy): string | undefined {
  for (const limit of rateLimits) {
    const tighter = rateLimits.find(
      (other) =>
        other !== limit &&
        JSON.stringify(other.per) === JSON.stringify(limit.per) &&
        other.countStatuses === undefined &&
        limit.period === undefined &&
        other.period === undefined &&
        other.windowSeconds >= limit.windowSeconds &&
        other.limit / other.cost < limit.limit / limit.cost,
    );
    if (tighter) {
      return `${limit.limit} calls in ${limit.windowSeconds} s can never be reached: ${tighter.limit} in ${tighter.windowSeconds} s are fewer`;
    }
  }
  return undefined;
}

function report(operation: Operation, reason: string, context: RuleContext): void {
  const { origins } = operation.policy;
  const node = /calls in/.test(reason) ? origins.rateLimits : (origins.roles ?? origins.owner ?? origins.mode);
  context.report(node ?? operation.node, {
    key: `${operation.id} ${reason}`,
    message: `${nameOf(operation)}: ${reason}`,
  });
}

/** Names of a schema's properties, as far as they stand in it. */
function propertiesOf(model: ApiModel, schema: string): ReadonlySet<string> | undefined {
  const node = model.schemas.get(schema);
  const value = node && model.resolve(node)?.value;
  return isFields(value) && isFields(value.properties) ? new Set(Object.keys(value.properties)) : undefined;
}

/** OWASP API8:2023, CWE-561. */
export default defineRule({
  id: 'policy-rule-is-reachable',
  title: 'Rule of the policy never decides anything',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: [561],
  why: 'Whoever wrote it believes that it protects something.',
  remedy: 'Remove it, or mend what keeps it from being judged.',
  needs: 'policy',
  visit: {
    operation(operation, context) {
      if (operation.outgoing) return;
      for (const reason of [contradiction(operation, context.model), shadowedLimit(operation.policy)]) {
        if (reason !== undefined) report(operation, reason, context);
      }
    },
    model(model, { report: tell }) {
      const { policyDocuments, propertyRules } = model;
      if (!policyDocuments) return;
      for (const [schema, rules] of propertyRules) {
        const known = propertiesOf(model, schema);
        if (!known) continue;
        for (const property of rules.keys()) {
          if (known.has(property)) continue;
          const node = { file: policyDocuments.entry, pointer: `/schemas/${schema}/${property}` };
          tell(node, { message: `The schema ${schema} has no property "${property}": its rule protects nothing` });
        }
      }
    },
  },
});
