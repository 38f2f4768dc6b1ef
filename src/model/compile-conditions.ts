import type { ApiContext, BareOperation, Layer, Placed } from './compile-context.js';
import { eachOf, lastOf } from './compile-layers.js';
import type { Faults } from './policy-faults.js';
import { checkDate } from './policy-suppressions.js';
import { late } from './late.js';
import { below, isFields } from './pointer.js';
import type { Constraint, NodeRef, OperationPolicy } from './types.js';

/** The CEL condition. A patch's condition is added to what was there: both must hold. */
export function compileWhen(layers: readonly Layer[], faults: Faults): Placed<string | undefined> {
  let result: Placed<string | undefined> = { value: undefined, node: undefined };
  for (const { value, node, layer } of eachOf(layers, 'when')) {
    checkCel(value, node, faults);
    const joined = layer.source === 'patch' && result.value !== undefined ? `(${result.value}) && (${value})` : value;
    result = { value: joined, node };
  }
  return result;
}

function checkCel(text: string, node: NodeRef, faults: Faults): void {
  try {
    late.cel().parse(text);
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : '').split('\n');
    faults.add('POLICY_INVALID', `The condition is not CEL: ${reason}`, node, {
      expected: 'a CEL expression such as request.time.getHours() < 20',
    });
  }
}

/** Bounds from all layers: they only add up. */
export function compileConstraints(layers: readonly Layer[], faults: Faults): readonly Placed<Constraint>[] {
  return eachOf(layers, 'constraints').flatMap(({ value, node }) =>
    value.map((constraint, index) => {
      const at = below(node, index);
      checkConstraint(constraint, at, faults);
      return { value: constraint, node: at };
    }),
  );
}

function checkConstraint(constraint: Constraint, node: NodeRef, faults: Faults): void {
  if (constraint.in !== 'body' && constraint.name === undefined) {
    faults.add('POLICY_INVALID', '"name" is missing in the constraint', node, {
      key: false,
      expected: 'the name of a parameter',
    });
  }
  if (constraint.in === 'body' && constraint.pointer === undefined) {
    faults.add('POLICY_INVALID', '"pointer" is missing in the constraint', node, {
      expected: 'a JSON Pointer, or "" for the body',
    });
  }
  if (leavesItself(constraint.schema)) {
    faults.add('POLICY_INVALID', 'The schema of a constraint must not refer to another file', below(node, 'schema'));
  } else if (!isSchema(constraint.schema)) {
    faults.add('POLICY_INVALID', 'The schema of the constraint is no JSON Schema', below(node, 'schema'), {
      expected: 'a JSON Schema (2020-12) such as { type: string, maxLength: 40 }',
    });
  }
}

function isSchema(schema: Readonly<Record<string, unknown>>): boolean {
  try {
    new (late.ajv().Ajv2020)({ strict: false, logger: false, validateFormats: false }).compile({
      ...schema,
      $id: 'constraint:',
    });
    return true;
  } catch {
    return false;
  }
}

function leavesItself(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(leavesItself);
  if (!isFields(value)) return false;
  const { $ref } = value;
  if (typeof $ref === 'string' && !$ref.startsWith('#')) return true;
  return Object.values(value).some(leavesItself);
}

/** Calls at the same time; a path parameter must be one of the operation's. */
export function compileConcurrency(
  operation: BareOperation,
  layers: readonly Layer[],
  { faults }: ApiContext,
): Placed<OperationPolicy['concurrency']> {
  const { value, node } = lastOf(layers, 'concurrency');
  if (!value || !node || value.per === 'principal') return { value, node };
  const { path } = value.per;
  const names = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
  if (!names.includes(path)) {
    const expected = names.length ? `one of ${names.join(', ')}` : 'an operation with a path parameter';
    faults.add('POLICY_UNKNOWN_NAME', `${operation.id} has no path parameter "${path}"`, below(node, 'per', 'path'), {
      expected,
    });
  }
  return { value, node };
}

/** The day from which the operation is refused. */
export function compileSunset(layers: readonly Layer[], faults: Faults): Placed<string | undefined> {
  const sunset = lastOf(layers, 'sunset');
  if (sunset.value !== undefined && sunset.node) checkDate(sunset.value, sunset.node, faults);
  return sunset;
}
