import { isFields, nodeBelow } from '../../model/pointer.js';
import type { ApiModel } from '../../model/types.js';
import { defineRule, type SchemaObject, type SchemaVisit } from '../rule.js';
import { fewOperations } from '../words.js';

/** More branches than anybody tells apart by hand are told apart by a generator. */
const maxBranches = 40;

/** Keywords that decide in ways this rule does not follow. */
const unread = [
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'patternProperties',
  'dependentRequired',
  '$dynamicRef',
  'pattern',
];

function typesOf({ type, properties }: SchemaObject): ReadonlySet<unknown> | undefined {
  if (type !== undefined) return new Set([type].flat());
  return properties === undefined ? undefined : new Set(['object']);
}

function fixedOf(schema: unknown): readonly unknown[] | undefined {
  if (!isFields(schema)) return undefined;
  if (schema.const !== undefined) return [schema.const];
  return Array.isArray(schema.enum) ? (schema.enum as unknown[]) : undefined;
}

function areApart(a: readonly unknown[] | undefined, b: readonly unknown[] | undefined): boolean {
  return a !== undefined && b !== undefined && !a.some((value) => b.includes(value));
}

const requiredOf = ({ required }: SchemaObject) => (Array.isArray(required) ? (required as string[]) : []);
const propertiesOf = ({ properties }: SchemaObject) => (isFields(properties) ? properties : {});

/** One wants a property that the other refuses. */
function excludes(a: SchemaObject, b: SchemaObject): boolean {
  return b.additionalProperties === false && requiredOf(a).some((name) => !Object.hasOwn(propertiesOf(b), name));
}

/** Both want a property, and of different kinds. */
function differ(
  a: SchemaObject,
  b: SchemaObject,
  value: (schema: SchemaObject, name: string) => SchemaObject,
): boolean {
  const shared = requiredOf(a).filter((name) => requiredOf(b).includes(name));
  return shared.some((name) => {
    const [left, right] = [value(a, name), value(b, name)];
    if (areApart(fixedOf(left), fixedOf(right))) return true;
    const [one, other] = [typesOf(left), typesOf(right)];
    return one !== undefined && other !== undefined && !overlap(one, other);
  });
}

function overlap(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): boolean {
  const isWhole = (types: ReadonlySet<unknown>) => types.has('integer') || types.has('number');
  return [...a].some((type) => b.has(type)) || (isWhole(a) && isWhole(b));
}

/** One value may match both, as far as can be told: what is not followed counts as told apart. */
function mayMeet(
  a: SchemaObject,
  b: SchemaObject,
  property: (schema: SchemaObject, name: string) => SchemaObject,
): boolean {
  if ([a, b].some((schema) => unread.some((keyword) => schema[keyword] !== undefined))) return false;
  const [left, right] = [typesOf(a), typesOf(b)];
  if (!left || !right || !overlap(left, right) || areApart(fixedOf(a), fixedOf(b))) return false;
  if (a.format !== b.format && a.format !== undefined && b.format !== undefined) return false;
  if (!left.has('object') || !right.has('object'))
    return !left.has('array') && fixedOf(a) === undefined && fixedOf(b) === undefined;
  return !excludes(a, b) && !excludes(b, a) && !differ(a, b, property);
}

function branchesOf({ node }: SchemaVisit, model: ApiModel): readonly SchemaObject[] {
  const list = nodeBelow(node, 'oneOf');
  if (!Array.isArray(list.value) || list.value.length > maxBranches) return [];
  const branches = list.value.map((_, i) => model.resolve(nodeBelow(list, i))?.value);
  return branches.every(isFields) ? branches : [];
}

/** The schema of a property, behind a `$ref` to a named schema. */
function propertyReader(model: ApiModel, file: string) {
  return (schema: SchemaObject, name: string): SchemaObject => {
    const value = propertiesOf(schema)[name];
    if (!isFields(value)) return {};
    const text = value.$ref;
    if (typeof text !== 'string' || !text.startsWith('#/')) return value;
    const target = model.resolve({ file, pointer: decodeURI(text.slice(1)) })?.value;
    return isFields(target) ? target : {};
  };
}

function firstPair(visit: SchemaVisit, model: ApiModel): readonly [number, number] | undefined {
  const branches = branchesOf(visit, model);
  const property = propertyReader(model, visit.node.file);
  for (const [i, a] of branches.entries()) {
    for (let j = i + 1; j < branches.length; j++) if (mayMeet(a, branches[j]!, property)) return [i, j];
  }
  return undefined;
}

/** OWASP API8:2023, CWE-436. `oneOf` wants exactly one branch (JSON Schema 2020-12 core, 10.2.1.3). */
export default defineRule({
  id: 'composition-is-decidable',
  title: 'One value matches several branches of `oneOf`',
  severity: 'low',
  owasp: ['API8:2023'],
  cwe: [436],
  why: 'What the validator reads as one branch the code may read as another, so that the checks of the wrong one were made.',
  remedy: 'Give each branch a required property with a fixed value of its own (and a `discriminator`), or use `anyOf`.',
  mergeFrom: 4,
  whole: ({ places, count }) =>
    `${places} times \`oneOf\` in the requests of ${count} operation${count === 1 ? '' : 's'} has branches that one value matches`,
  visit: {
    schema(visit, { model, report }) {
      const { node, direction, name, operations } = visit;
      if (direction !== 'in' || node.value.discriminator !== undefined || !Array.isArray(node.value.oneOf)) return;
      const pair = firstPair(visit, model);
      const callers = pair ? operations().filter(({ outgoing }) => !outgoing) : [];
      if (!pair || !callers.length) return;
      report(node, {
        operations: callers,
        message: `Branches ${pair[0] + 1} and ${pair[1] + 1} of ${name ? `"${name}"` : 'a body'} in ${fewOperations(callers)} match one value`,
      });
    },
  },
});
