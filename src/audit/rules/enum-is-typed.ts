import { below } from '../../model/pointer.js';
import type { NodeRef } from '../../model/types.js';
import { defineRule, type Fix, type SchemaObject } from '../rule.js';
import { fewOperations } from '../words.js';

function isOfType(value: unknown, type: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'string' || type === 'number' || type === 'boolean') return typeof value === type;
  // A type of another dialect (`file`): nothing is known of its values.
  return true;
}

/** The first fixed value that the schema's own type refuses. */
function strayOf({
  type,
  nullable,
  enum: values,
  const: fixed,
}: SchemaObject): { readonly value: unknown } | undefined {
  if (type === undefined) return undefined;
  const types = [type].flat();
  const all = [...(Array.isArray(values) ? (values as unknown[]) : []), ...(fixed === undefined ? [] : [fixed])];
  const stray = all.findIndex(
    (value) => !(nullable === true && value === null) && !types.some((one) => isOfType(value, one)),
  );
  return stray < 0 ? undefined : { value: all[stray] };
}

/** Numbers and truth values that were meant as texts, written as texts. Nothing matched them before. */
function fixOf(node: NodeRef, { type, enum: values }: SchemaObject): { readonly fix?: Fix } {
  if (type !== 'string' || !Array.isArray(values)) return {};
  const texts = (values as unknown[]).map((value) => (value === null ? value : String(value)));
  if (texts.includes(null) || new Set(texts).size < texts.length || values.some((one) => typeof one === 'object'))
    return {};
  return { fix: { changes: [{ op: 'replace', node: below(node, 'enum'), value: texts }] } };
}

/** OWASP API8:2023, CWE-1287. */
export default defineRule({
  id: 'enum-is-typed',
  title: 'Fixed value is not of its type',
  severity: 'low',
  owasp: ['API8:2023'],
  cwe: [1287],
  why: 'Nothing matches both: a validator refuses honest calls, so it is switched off, or converts and lets others through.',
  remedy: 'Write the values in the type that the schema names (quote them in YAML), or correct the type.',
  mergeFrom: 6,
  whole: ({ places }) => `${places} lists of fixed values have values that their type refuses`,
  visit: {
    schema({ node, name, operations }, { report }) {
      const stray = strayOf(node.value);
      if (!stray) return;
      const about = operations();
      report(below(node, Array.isArray(node.value.enum) ? 'enum' : 'const'), {
        operations: about,
        ...fixOf(node, node.value),
        message: `${JSON.stringify(stray.value)?.slice(0, 40)} among the values of ${name ? `"${name}"` : 'a schema'} in ${fewOperations(about)} is not of type ${[node.value.type].flat().join(' or ')}`,
      });
    },
  },
});
