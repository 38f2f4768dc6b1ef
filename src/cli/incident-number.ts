import { PortcullisError } from '../core/errors.js';

/** The number of an incident as a person types it. Throws `USAGE`. */
export function incidentNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new PortcullisError('USAGE', `"${text}" is no number of an incident`, { expected: 'a number such as 1' });
}
