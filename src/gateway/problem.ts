import { STATUS_CODES } from 'node:http';
import { denialCodes, denialType } from '../core/denials.js';
import type { Denial } from './exchange.js';

export const problemMediaType = 'application/problem+json';

/** The body of a denial (RFC 9457). `errors` are places and reasons, never values. */
export function problemOf(denial: Denial, requestId: string): string {
  const { code, status, errors } = denial;
  const problem = { type: denialType(code), title: denialCodes[code].title, status, code, requestId };
  return JSON.stringify(errors?.length ? { ...problem, errors: errors.slice(0, 10) } : problem);
}

/** A problem document that says nothing but the status: for hidden errors and uniform answers. */
export function plainProblem(status: number, requestId: string, title = STATUS_CODES[status] ?? 'Error'): string {
  return JSON.stringify({ type: 'about:blank', title, status, requestId });
}
