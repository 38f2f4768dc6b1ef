import { deny } from '../denial.js';
import type { Denial, Exchange } from '../exchange.js';
import { defineGuard } from '../guard.js';
import { decoderOf, type ParameterDecoder } from '../parameters/decoder.js';
import { UndecodableError } from '../parameters/pairs.js';
import { readParams } from '../request-params.js';

function refuseUnknown(exchange: Exchange, decoder: ParameterDecoder): Denial | undefined {
  const names = decoder.unknownNames(exchange).slice(0, 10);
  if (names.length === 0) return undefined;
  return deny('PARAMETER_INVALID', {
    errors: names.map((name) => ({ in: 'query', pointer: `/${name.slice(0, 64)}`, reason: 'is not in the contract' })),
  });
}

function refuseBroken(): Denial {
  return deny('PARAMETER_INVALID', {
    errors: [{ in: 'query', pointer: '', reason: 'has a broken percent-encoding' }],
  });
}

/** CWE-20. Path, query, header and cookie parameters must match the contract, and be readable in one way only. */
export default defineGuard({
  id: 'parameters',
  phase: 'validate',
  title: 'Parameters',
  monitorable: true,
  settings: ['unknownParameters'],

  compile(operation, { model }) {
    const refusesUnknown = operation.policy.unknownParameters === 'deny';
    if (operation.parameters.length === 0 && !refusesUnknown) return null;
    const decoder = decoderOf(operation, model);
    return function checkParameters(exchange) {
      const denial = readParams(exchange, decoder);
      if (denial || !refusesUnknown) return denial;
      try {
        return refuseUnknown(exchange, decoder);
      } catch (cause) {
        if (cause instanceof UndecodableError) return refuseBroken();
        throw cause;
      }
    };
  },
});
