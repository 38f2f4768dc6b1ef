import type { ApiModel, Constraint, Operation } from '../../model/types.js';
import { deny } from '../denial.js';
import type { Denial, Exchange } from '../exchange.js';
import { defineGuard, type RequestHandler } from '../guard.js';
import { decoderOf } from '../parameters/decoder.js';
import { decodeForm, decodePath, UndecodableError } from '../parameters/pairs.js';
import { toValue } from '../parameters/raw-value.js';
import { shapeOf } from '../parameters/shape.js';
import { makeSource } from '../parameters/source.js';
import { parsePointer, valuesAt } from '../pointer.js';
import { readJson } from '../request-json.js';
import { readParams } from '../request-params.js';
import { lazyValidator, type ValueError } from '../schema-validator.js';
import { hasContent } from '../written-properties.js';

type Values = readonly unknown[] | Denial;

function isDenial(values: Values): values is Denial {
  return !Array.isArray(values);
}

/** Every value at the place of the body; a body that cannot be read for it is refused. */
function bodyValues(pointer: string): (exchange: Exchange) => Values {
  const steps = parsePointer(pointer);
  return (exchange) => {
    const denial = readJson(exchange);
    if (denial) return denial;
    if (exchange.json !== undefined) return valuesAt(exchange.json, steps).values;
    if (!hasContent(exchange)) return [];
    return deny('BODY_INVALID', { errors: [{ in: 'body', pointer, reason: 'must be JSON to be checked' }] });
  };
}

/** A parameter that the contract does not declare: all its texts, as the constraint's own schema reads them. */
function undeclaredValues({ in: place, name = '', schema }: Constraint, operation: Operation) {
  const sourceOf = makeSource(operation);
  const shape = shapeOf(schema);
  return (exchange: Exchange): Values => {
    const source = sourceOf(exchange);
    const decode = place === 'query' ? decodeForm : decodePath;
    if (place === 'header') return [source.header(name)].filter((text) => text !== undefined);
    if (place === 'path') return [source.segment(name)].filter((text) => text !== undefined).map(decode);
    const pairs = place === 'query' ? source.query() : source.cookies();
    return pairs.filter((pair) => pair.name === name).map((pair) => toValue(decode(pair.value), shape));
  };
}

function parameterValues(
  constraint: Constraint,
  operation: Operation,
  model: ApiModel,
): (exchange: Exchange) => Values {
  const { in: place, name = '' } = constraint;
  const declared = operation.parameters.some((parameter) => parameter.in === place && parameter.name === name);
  if (!declared) return undeclaredValues(constraint, operation);
  const decoder = decoderOf(operation, model);
  return (exchange) => {
    const denial = readParams(exchange, decoder);
    if (denial) return denial;
    const value = exchange.params?.[place as 'query'][name];
    return value === undefined ? [] : [value];
  };
}

function refusal({ in: place, name, pointer }: Constraint, errors: readonly ValueError[]): Denial {
  const start = place === 'body' ? (pointer ?? '') : `/${name}`;
  const places = errors.map((error) => ({ in: place, pointer: `${start}${error.pointer}`, reason: error.reason }));
  return deny(place === 'body' ? 'BODY_INVALID' : 'PARAMETER_INVALID', { errors: places });
}

function checkOf(
  constraint: Constraint,
  operation: Operation,
  model: ApiModel,
): (exchange: Exchange) => Denial | undefined {
  const valuesIn =
    constraint.in === 'body' ? bodyValues(constraint.pointer ?? '') : parameterValues(constraint, operation, model);
  const validate = lazyValidator(model, () => constraint.schema);
  return (exchange) => {
    const values = valuesIn(exchange);
    if (isDenial(values)) return values;
    for (const value of values) {
      const errors = validate(value);
      if (errors) return refusal(constraint, errors);
    }
    return undefined;
  };
}

/**
 * CWE-20. Bounds that the policy or a virtual patch adds to the contract's, for one place of the request. A value that
 * is not there breaks no bound (say `required` in the contract); one that cannot be read is refused.
 */
export default defineGuard({
  id: 'constraints',
  phase: 'validate',
  title: 'Constraints of the policy',
  monitorable: true,
  settings: ['constraints'],

  compile(operation, { model }): RequestHandler | null {
    const checks = operation.policy.constraints.map((constraint) => checkOf(constraint, operation, model));
    if (checks.length === 0) return null;
    return function checkConstraints(exchange) {
      try {
        for (const check of checks) {
          const denial = check(exchange);
          if (denial) return denial;
        }
        return undefined;
      } catch (cause) {
        if (!(cause instanceof UndecodableError)) throw cause;
        return deny('PARAMETER_INVALID', { errors: [{ in: 'query', pointer: '', reason: cause.message }] });
      }
    };
  },
});
