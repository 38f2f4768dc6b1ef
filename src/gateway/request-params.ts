import { deny } from './denial.js';
import type { Denial, Exchange } from './exchange.js';
import type { ParameterDecoder } from './parameters/decoder.js';

/**
 * Decodes and validates the parameters into `exchange.params`, for whichever guard asks first. A denial when one is
 * missing or breaks the contract: a guard that needs a value must not guess it.
 */
export function readParams(exchange: Exchange, decoder: ParameterDecoder): Denial | undefined {
  if (exchange.params) return undefined;
  const { params, errors } = decoder.decode(exchange);
  if (errors) return deny('PARAMETER_INVALID', { errors });
  exchange.params = params;
  return undefined;
}
