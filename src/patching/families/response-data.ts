import { textsFact } from '../facts.js';
import { covered, defineFamily, impossible, isInForce, patch } from '../family.js';
import { pathTricks, trustTricks } from '../tricks.js';
import { changeEach } from '../variant.js';

/** OWASP API3:2023, CWE-200, CWE-213. What the contract does not declare, or nobody may read, is removed from the answer. */
export default defineFamily({
  id: 'response-data',
  title: 'An answer shows more than it should',
  closes: ['undeclared-field-returned', 'secret-in-response'],
  rewrites: true,
  patch({ finding, operation }) {
    if (!operation) return impossible('The operation is not in the contract.');
    const declared = textsFact(finding, 'declaredProperties');
    if (declared.length) {
      const known = operation.policy.readProperties;
      if (declared.every((pointer) => known.has(pointer)) && isInForce(operation, 'read-properties'))
        return covered('read-properties', 'The policy names who may read it.');
      return patch('read-properties', { readProperties: Object.fromEntries(declared.map((pointer) => [pointer, []])) });
    }
    if (operation.policy.response.filter && isInForce(operation, 'response-filter'))
      return covered('response-filter', 'Undeclared properties are removed already.');
    if (finding.facts?.hasResponseSchema === false) {
      return impossible(
        'The contract does not declare what the operation answers, so nothing can be removed. Declare the response, or drop the property in the code.',
      );
    }
    return patch('response-filter', { response: { filter: true } });
  },
  variants: ({ finding: { replay } }) =>
    replay ? [...changeEach(replay, pathTricks), ...changeEach(replay, trustTricks)] : [],
});
