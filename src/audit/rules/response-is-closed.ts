import type { Operation } from '../../model/types.js';
import { isJson, isSuccess } from '../answers.js';
import { defineRule, type SchemaVisit } from '../rule.js';
import { fewOperations } from '../words.js';

function answersJson({ outgoing, responses }: Operation): boolean {
  return !outgoing && responses.some((one) => isSuccess(one) && one.content.some(({ mediaType }) => isJson(mediaType)));
}

/** More properties than the declared ones are allowed, and not as a map of a known kind. */
function isOpen({ node, isPart }: SchemaVisit): boolean {
  const { properties, additionalProperties, unevaluatedProperties, patternProperties } = node.value;
  if (isPart || properties === undefined || patternProperties !== undefined) return false;
  if (node.value.allOf || node.value.oneOf || node.value.anyOf) return false;
  const more = unevaluatedProperties ?? additionalProperties;
  return more === undefined || more === true;
}

/** OWASP API3:2023, CWE-213. */
export default defineRule({
  id: 'response-is-closed',
  title: 'Answer may have properties that nobody declared',
  severity: 'low',
  owasp: ['API3:2023'],
  cwe: [213],
  why: 'A property that the code adds (a hash, an internal note) goes out, and no test or filter notices.',
  remedy: 'Set `response: { filter: true }` under `defaults` in the policy.',
  mergeFrom: 2,
  population: answersJson,
  whole: ({ count, of }) =>
    `${count} of ${of} operations that answer with JSON may send properties that the contract does not declare`,
  visit: {
    schema(visit, { report }) {
      if (visit.direction !== 'out' || visit.root.kind !== 'response' || !isSuccess(visit.root.response)) return;
      if (!isOpen(visit)) return;
      const operations = visit
        .operations()
        .filter((operation) => answersJson(operation) && !operation.policy.response.filter);
      if (!operations.length) return;
      report(visit.node, {
        operations,
        message: `The answer of ${fewOperations(operations)} may have undeclared properties`,
        patch: { guard: 'response-filter', set: { response: { filter: true } } },
      });
    },
  },
});
