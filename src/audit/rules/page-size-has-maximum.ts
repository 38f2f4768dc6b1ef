import { below } from '../../model/pointer.js';
import type { ApiModel, Parameter } from '../../model/types.js';
import { defineRule, type Fix, type SchemaObject } from '../rule.js';
import { nameOf, wordsOf } from '../words.js';

const pageSize =
  /^(limit|page size|per page|page limit|max results|max items|results per page|items per page|top|first|count|take)$/;

/** The words of the bound where only the description has it. */
const saidInWords = /(max(imum)?|up to|between|at most|cannot exceed|no more than|range|less than)\D{0,40}\d/i;

function isBounded(schema: SchemaObject): boolean {
  return (
    [schema.maximum, schema.exclusiveMaximum, schema.const].some((bound) => typeof bound === 'number') ||
    Array.isArray(schema.enum)
  );
}

function isNumber({ type }: SchemaObject): boolean {
  return [type].flat().some((one) => one === 'integer' || one === 'number');
}

const usualMaximum = 100;

/** Written where the schema is, at least as large as its default. */
function maximumFix({ resolve }: ApiModel, { schema: ref }: Parameter, schema: SchemaObject): { readonly fix?: Fix } {
  const node = ref && resolve(ref);
  if (!node) return {};
  const value = typeof schema.default === 'number' ? Math.max(schema.default, usualMaximum) : usualMaximum;
  return { fix: { narrows: true, changes: [{ op: 'add', node: below(node, 'maximum'), value }] } };
}

/** OWASP API4:2023, CWE-770. */
export default defineRule({
  id: 'page-size-has-maximum',
  title: 'Page size has no maximum',
  severity: 'medium',
  owasp: ['API4:2023'],
  cwe: [770],
  why: 'One cheap request makes the server read and send a whole table: a few of them stop it, or empty it.',
  remedy: 'Set `maximum` in the contract, or a `constraints` entry in the policy.',
  raisedByAnonymous: true,
  visit: {
    parameter({ parameter, operation, schema }, { model, report }) {
      if (parameter.in !== 'query' || operation.outgoing || !pageSize.test(wordsOf(parameter.name))) return;
      if (!isNumber(schema) || isBounded(schema)) return;
      if (operation.policy.constraints.some(({ name, schema }) => name === parameter.name && isBounded(schema))) return;
      const isSaid = [parameter.description, schema.description].some(
        (text) => typeof text === 'string' && saidInWords.test(text),
      );
      report(parameter.node, {
        severity: isSaid ? 'low' : 'medium',
        key: `page size ${wordsOf(parameter.name)}`,
        message: `"${parameter.name}" of ${nameOf(operation)} has no maximum${isSaid ? ' but in words, which nothing enforces' : ''}`,
        part: { in: 'query', name: parameter.name },
        ...maximumFix(model, parameter, schema),
        patch: {
          guard: 'constraints',
          set: { constraints: [{ in: 'query', name: parameter.name, schema: { maximum: usualMaximum } }] },
        },
      });
    },
  },
});
