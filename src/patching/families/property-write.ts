import { textsFact } from '../facts.js';
import { covered, defineFamily, impossible, isInForce, patch, type Subject } from '../family.js';
import { bodyTricks, pathTricks } from '../tricks.js';
import { changeEach } from '../variant.js';

/** Nobody may set these: it names each, so it is as narrow as the hole. */
function refuseThese({ operation }: Subject, pointers: readonly string[]) {
  const { writeProperties } = operation!.policy;
  if (pointers.every((pointer) => writeProperties.has(pointer)) && isInForce(operation!, 'write-properties'))
    return covered('write-properties', 'The policy names who may set it.');
  return patch('write-properties', { writeProperties: Object.fromEntries(pointers.map((pointer) => [pointer, []])) });
}

/**
 * OWASP API3:2023, CWE-915. Undeclared properties are refused on that body, where the contract is enforced. Declared
 * ones that the caller must not set, and all of them where the contract is only watched, get an empty write list.
 */
export default defineFamily({
  id: 'property-write',
  title: 'A property can be set that the caller must not set',
  closes: ['mass-assignment'],
  rewrites: false,
  patch(subject) {
    const { finding, operation } = subject;
    if (!operation) return impossible('The operation is not in the contract.');
    const declared = textsFact(finding, 'declaredProperties');
    const undeclared = textsFact(finding, 'undeclaredProperties');
    if (!declared.length && !undeclared.length) return impossible('The properties are not known.');
    if (declared.length || !isInForce(operation, 'body')) return refuseThese(subject, [...declared, ...undeclared]);
    const closed = finding.facts?.closedByContract === true || operation.policy.unknownProperties === 'deny';
    if (closed) return covered('body', 'Properties that the contract does not declare are refused.');
    return patch('body', { unknownProperties: 'deny' });
  },
  variants: ({ finding: { replay } }) =>
    replay ? [...changeEach(replay, bodyTricks), ...changeEach(replay, pathTricks)] : [],
});
