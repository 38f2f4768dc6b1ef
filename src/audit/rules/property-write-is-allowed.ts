import { isFields } from '../../model/pointer.js';
import type { Operation } from '../../model/types.js';
import { defineRule, type PropertyVisit, type RuleContext } from '../rule.js';
import { fewOperations, isAdmin, isSignUp, lastPathWord, meaningPath, pathWords, wordsOf } from '../words.js';

/** Never the caller's to say, whatever the object is. */
const always =
  /^(is )?(super ?user|super ?admin|admin|staff|administrator)( user)?$|^(account balance|credit limit|loyalty balance)$/;

/** Privileges where the object is a person or an account. */
const ofPersons =
  /^(user |account |system )?(roles?|permissions?|privileges?|scopes|access level|is verified|verified|email verified|is email verified|kyc (status|verified|level)|balance|credits|points balance|email verified at)$/;

const personName =
  /\b(users?|accounts?|customers?|members?|profiles?|persons?|employees?|patients?|sign ?ups?|registers?|registrations?|me)\b/;

/** An object that gives a role to somebody is about roles: there the property is the purpose. */
const grantName =
  /\b(roles?|permissions?|acls?|grants?|invit\w*|collaborat\w*|memberships?|assignments?|shares?|access)\b/;

/** Names that say what the object is: of its schema, and of the operations that take it. */
function subjects({ object, operations }: PropertyVisit): readonly string[] {
  return [wordsOf(object.name ?? ''), ...operations().map((operation) => lastPathWord(meaningPath(operation)))];
}

function isPrivilege(visit: PropertyVisit): boolean {
  const words = wordsOf(visit.name);
  // An object of its own (the first administrator of a new organisation) is no flag.
  if (isFields(visit.schema['properties'])) return false;
  if (always.test(words)) return true;
  if (!ofPersons.test(words)) return false;
  const names = subjects(visit);
  return names.some((name) => personName.test(name)) && !names.some((name) => grantName.test(name));
}

/** The policy says who may set it, by schema or by operation. */
function isRuled({ name, object }: PropertyVisit, operations: readonly Operation[], { model }: RuleContext): boolean {
  if (object.name !== undefined && model.propertyRules.get(object.name)?.get(name)?.write) return true;
  return operations.every(({ policy }) =>
    [...policy.writeProperties.keys()].some((pointer) => pointer.endsWith(`/${name}`)),
  );
}

const ofOneself = /^(me|self|profile|my .*|settings|preferences|sign ?up|register|registrations?)$/;

/** Anyone, or everybody about themselves: the caller is not an administrator who gives others their role. */
function isSelfService(operation: Operation): boolean {
  const { security } = operation;
  return (
    security.anonymousAllowed ||
    isSignUp(operation) ||
    pathWords(meaningPath(operation)).some((word) => ofOneself.test(word))
  );
}

/** OWASP API3:2023, CWE-915. */
export default defineRule({
  id: 'property-write-is-allowed',
  title: 'Callers can set a property that decides over privileges or money',
  severity: 'high',
  owasp: ['API3:2023'],
  cwe: [915],
  why: 'A framework that copies the body into the record makes the caller an administrator, verified, or rich.',
  remedy: 'Mark it `readOnly` in the contract, or say under `schemas` in the policy which roles may write it.',
  confidence: 'firm',
  visit: {
    property(visit, context) {
      if (visit.direction !== 'in' || visit.root.kind !== 'body' || !isPrivilege(visit)) return;
      const operations = visit.operations().filter((operation) => operation.isWrite && !isAdmin(operation));
      if (!operations.length || isRuled(visit, operations, context)) return;
      const isNested = !visit.object.isPart && visit.object.node.pointer.includes('/properties/');
      const pointer = isNested ? undefined : `/${visit.name}`;
      context.report(visit.node, {
        operations,
        // Without a policy nobody knows whether only administrators may call it.
        severity: context.hasPolicy || operations.some(isSelfService) ? 'high' : 'medium',
        message: `"${visit.name}" can be set by the caller of ${fewOperations(operations)}`,
        ...(pointer
          ? {
              part: { in: 'body', pointer },
              patch: { guard: 'write-properties', set: { writeProperties: { [pointer]: [] } } },
            }
          : {}),
        facts: { property: visit.name },
      });
    },
  },
});
