import type { Operation } from '../../model/types.js';
import { below } from '../../model/pointer.js';
import { defineRule } from '../rule.js';
import { fewOperations } from '../words.js';

const isJson = (mediaType: string) => /[/+]json$/.test(mediaType);

function takesJson(operation: Operation): boolean {
  return !operation.outgoing && Boolean(operation.body?.content.some(({ mediaType }) => isJson(mediaType)));
}

function refusesUnknown({ policy }: Operation): boolean {
  return policy.unknownProperties === 'deny' && policy.mode === 'enforce';
}

/** OWASP API3:2023, CWE-915. */
export default defineRule({
  id: 'object-is-closed',
  title: 'Request body may have properties that nobody declared',
  severity: 'medium',
  owasp: ['API3:2023'],
  cwe: [915],
  why: 'Properties that the contract does not know reach the code, and a framework that copies the body stores them.',
  remedy:
    'Set `unknownProperties: deny` under `defaults` in the policy, or `additionalProperties: false` in the contract.',
  mergeFrom: 4,
  population: takesJson,
  whole: ({ count, of }) =>
    `${count} of ${of} operations with a JSON body accept properties that the contract does not declare`,
  onlyHttp: true,
  visit: {
    schema({ node, direction, root, isPart, operations }, { report, hasPolicy }) {
      const { properties, additionalProperties, unevaluatedProperties, patternProperties } = node.value;
      if (direction !== 'in' || root.kind !== 'body' || !isJson(root.mediaType.mediaType) || isPart) return;
      if (properties === undefined || patternProperties !== undefined) return;
      if (additionalProperties !== undefined || unevaluatedProperties !== undefined) return;
      // Closing a part of a composition would refuse the properties of the other parts.
      if (node.value.allOf || node.value.oneOf || node.value.anyOf) return;
      const callers = operations().filter((operation) => takesJson(operation) && !refusesUnknown(operation));
      if (!callers.length) return;
      report(node, {
        operations: callers,
        // A contract alone closes nothing: who enforces one can.
        ...(hasPolicy ? {} : { severity: 'low' as const }),
        fix: { narrows: true, changes: [{ op: 'add', node: below(node, 'additionalProperties'), value: false }] },
        message: `The body of ${fewOperations(callers)} may have undeclared properties`,
        patch: { guard: 'body', set: { unknownProperties: 'deny' } },
      });
    },
  },
});
