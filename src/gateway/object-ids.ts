import type { ApiModel, Operation, OwnerRule } from '../model/types.js';
import { deny } from './denial.js';
import type { Denial, Exchange } from './exchange.js';
import { formType, parseContentType } from './media-type.js';
import { decoderOf } from './parameters/decoder.js';
import { decodeForm, parsePairs, UndecodableError } from './parameters/pairs.js';
import { parsePointer, valuesAt } from './pointer.js';
import { idText } from './principal-field.js';
import { readJson } from './request-json.js';
import { readParams } from './request-params.js';

/** More ids than this in one request are refused: each may cost a call to the upstream. */
const maxIds = 100;

/** Ids of the objects that a request names. `ids` is undefined when one of them is absent or is no id. */
export type ObjectIds =
  | { readonly denial: Denial }
  /** The optional parameter was not sent: the request names no object. */
  | { readonly denial?: undefined; readonly unnamed: true }
  | { readonly denial?: undefined; readonly unnamed: false; readonly ids: readonly string[] | undefined };

function textsOf(values: readonly unknown[]): readonly string[] | undefined {
  const ids = values.map(idText);
  const usable = ids.length > 0 && ids.length <= maxIds && ids.every((id) => id !== undefined);
  return usable ? (ids as string[]) : undefined;
}

/** Values of one field of a form; undefined when the body is no form. */
function formValues({ body, headers }: Exchange, name: string): readonly string[] | undefined {
  if (!body || parseContentType(headers['content-type'] ?? '')?.mediaType !== formType) return undefined;
  try {
    const pairs = parsePairs(body.toString('utf8'));
    return pairs.filter((pair) => pair.name === name).map((pair) => decodeForm(pair.value));
  } catch (cause) {
    // A form that cannot be decoded names an object that nobody knows.
    if (cause instanceof UndecodableError) return [];
    throw cause;
  }
}

function bodyIds(pointer: string): (exchange: Exchange) => ObjectIds {
  const steps = parsePointer(pointer);
  return (exchange) => {
    const denial = readJson(exchange);
    if (denial) return { denial };
    const field = steps.length === 1 ? formValues(exchange, steps[0]!) : undefined;
    if (field) return { unnamed: false, ids: textsOf(field) };
    const { values, absent } = valuesAt(exchange.json, steps);
    return { unnamed: false, ids: absent > 0 ? undefined : textsOf(values.flat()) };
  };
}

/**
 * Compiles where an owner rule's ids stand: a parameter (one or a list), or a place of the JSON body (`*` for every
 * item) or of a form. A query, header or cookie parameter that was not sent names no object; a place of the body that is absent
 * names one that nobody knows.
 */
export function objectIds(
  rule: Pick<OwnerRule, 'id'>,
  operation: Operation,
  model: ApiModel,
): (exchange: Exchange) => ObjectIds {
  const { in: place, name, pointer } = rule.id;
  if (place === 'body') return bodyIds(pointer ?? `/${name}`);
  const decoder = decoderOf(operation, model);
  return (exchange) => {
    const denial = readParams(exchange, decoder);
    if (denial) return { denial };
    const value = exchange.params?.[place][name];
    if (value === undefined && place !== 'path') return { unnamed: true };
    return { unnamed: false, ids: textsOf(Array.isArray(value) ? value : [value]) };
  };
}

/** The one answer to somebody else's object and to one that is not there: callers cannot tell them apart. */
export function notOwned(resource: string): Denial {
  return deny('OBJECT_NOT_OWNED', { detail: { resource } });
}
