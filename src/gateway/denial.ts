import { denialCodes, type DenialCode } from '../core/denials.js';
import type { Denial } from './exchange.js';

/** What a denial may carry besides its code. */
export type DenialFacts = Pick<Denial, 'headers' | 'errors' | 'detail'>;

/** A denial with the status of its code. `detail` goes to the event only, so it must be redacted by the caller. */
export function deny(code: DenialCode, facts?: DenialFacts): Denial {
  return facts ? { code, status: denialCodes[code].status, ...facts } : { code, status: denialCodes[code].status };
}
