import { below } from '../../model/pointer.js';
import { isOfType } from '../answers.js';
import { defineRule, type FixChange, type SchemaObject, type SchemaVisit } from '../rule.js';
import { fewOperations, wordsOf } from '../words.js';

/** Numbers that are worked with: paid, stored so many times, waited for. Ids, years and versions are not among them. */
const matters =
  /^(.* )?(amount|quantity|qty|price|total|count|size|width|height|duration|timeout|delay|days|hours|minutes|seconds|discount|percent|percentage|rate|fee|tip|points|units|seats|copies|repeat|retries|length|limit|weight)$/;

/** Above it, numbers in JSON are no longer exact (RFC 8259, 6). */
const maxExact = 9_007_199_254_740_991;

function boundsOf({ format }: SchemaObject) {
  if (format === 'int32') return { minimum: -2_147_483_648, maximum: 2_147_483_647 };
  return { minimum: -maxExact, maximum: maxExact };
}

function has(schema: SchemaObject, side: 'minimum' | 'maximum'): boolean {
  const exclusive = side === 'minimum' ? schema['exclusiveMinimum'] : schema['exclusiveMaximum'];
  return typeof schema[side] === 'number' || typeof exclusive === 'number';
}

function missing(schema: SchemaObject): readonly ('minimum' | 'maximum')[] {
  return (['minimum', 'maximum'] as const).filter((side) => !has(schema, side));
}

/** A bound that keeps every number that JSON carries exactly. */
function boundsFix({ node }: SchemaVisit): readonly FixChange[] {
  const bounds = boundsOf(node.value);
  return missing(node.value).map((side) => ({ op: 'add', node: below(node, side), value: bounds[side] }));
}

/** OWASP API4:2023, CWE-1284. */
export default defineRule({
  id: 'number-has-bound',
  title: 'Number in a request has no bounds',
  severity: 'low',
  owasp: ['API4:2023'],
  cwe: [1284],
  why: 'A negative quantity turns a purchase into a payout, and a huge one overflows, fills the disk or blocks for hours.',
  remedy: 'Set `minimum` and `maximum` in the contract, as far as the business goes.',
  confidence: 'firm',
  mergeFrom: 4,
  whole: ({ places, count }) =>
    `${places} amounts, counts and the like in the requests of ${count} operation${count === 1 ? '' : 's'} have no bounds`,
  visit: {
    schema(visit, { report }) {
      const { node, direction, root, name, operations } = visit;
      const { type, enum: values } = node.value;
      if (
        direction !== 'in' ||
        root.kind !== 'body' ||
        type === undefined ||
        !isOfType(node.value, 'integer', 'number')
      )
        return;
      if (Array.isArray(values) || node.value.const !== undefined || !matters.test(wordsOf(name ?? ''))) return;
      const sides = missing(node.value);
      const callers = operations().filter(({ outgoing, isWrite }) => !outgoing && isWrite);
      if (!sides.length || !callers.length) return;
      report(node, {
        operations: callers,
        message: `The number "${name}" in ${fewOperations(callers)} has no ${sides.map((side) => `\`${side}\``).join(' and no ')}`,
        fix: { changes: boundsFix(visit) },
      });
    },
  },
});
