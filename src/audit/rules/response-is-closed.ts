import { isFields, memberOf, nodeBelow } from '../../model/pointer.js';
import type { ApiModel, NodeRef, Operation, ResponseSpec } from '../../model/types.js';
import { isJson, isSuccess } from '../answers.js';
import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

function answersJson({ outgoing, responses }: Operation): boolean {
  return !outgoing && responses.some((one) => isSuccess(one) && one.content.some(({ mediaType }) => isJson(mediaType)));
}

/** More properties than the declared ones are allowed, and not as a map of a known kind. */
function isOpen(schema: unknown): boolean {
  if (!isFields(schema)) return false;
  const { properties, additionalProperties, unevaluatedProperties, patternProperties } = schema;
  if (properties === undefined || patternProperties !== undefined) return false;
  if (schema['allOf'] || schema['oneOf'] || schema['anyOf']) return false;
  const more = unevaluatedProperties ?? additionalProperties;
  return more === undefined || more === true;
}

/** The body, or what its list holds: deeper objects would say the same of the same operations. */
function openBody({ resolve }: ApiModel, { content }: ResponseSpec): NodeRef | undefined {
  for (const { mediaType, schema } of content) {
    const body = schema && isJson(mediaType) ? resolve(schema) : undefined;
    if (!body) continue;
    const item = memberOf(body.value, 'items') === undefined ? undefined : resolve(nodeBelow(body, 'items'));
    const found = [body, item].find((node) => node && isOpen(node.value));
    if (found) return found;
  }
  return undefined;
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
  onlyHttp: true,
  visit: {
    response({ response, operation }, { model, report }) {
      if (operation.outgoing || operation.policy.response.filter || !isSuccess(response)) return;
      const node = openBody(model, response);
      if (!node) return;
      report(node, {
        message: `The answer of ${nameOf(operation)} may have undeclared properties`,
        patch: { guard: 'response-filter', set: { response: { filter: true } } },
      });
    },
  },
});
