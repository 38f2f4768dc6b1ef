import { textsFact } from '../facts.js';
import { covered, defineFamily, impossible, patch } from '../family.js';
import { bodyTricks, changeEach, pathTricks } from '../variant.js';

/**
 * OWASP API3:2023, CWE-915. Undeclared properties are refused on that body; declared ones that the caller must not set
 * get an empty write list.
 */
export default defineFamily({
  id: 'property-write',
  title: 'A property can be set that the caller must not set',
  closes: ['mass-assignment'],
  rewrites: false,
  patch({ finding, operation }) {
    if (!operation) return impossible('The operation is not in the contract.');
    const declared = textsFact(finding, 'declaredProperties');
    const undeclared = textsFact(finding, 'undeclaredProperties');
    const enforced = operation.policy.mode === 'enforce';
    if (declared.length) {
      if (enforced && declared.every((pointer) => operation.policy.writeProperties.has(pointer))) {
        return covered('write-properties', 'The policy names who may set it.');
      }
      return patch('write-properties', {
        writeProperties: Object.fromEntries(declared.map((pointer) => [pointer, []])),
        ...(undeclared.length ? { unknownProperties: 'deny' } : {}),
      });
    }
    if (!undeclared.length) return impossible('The properties are not known.');
    const closed = finding.facts?.closedByContract === true || operation.policy.unknownProperties === 'deny';
    if (closed && enforced) return covered('body', 'Properties that the contract does not declare are refused.');
    return patch('body', { unknownProperties: 'deny' });
  },
  variants: ({ finding: { replay } }) =>
    replay ? [...changeEach(replay, bodyTricks), ...changeEach(replay, pathTricks)] : [],
});
