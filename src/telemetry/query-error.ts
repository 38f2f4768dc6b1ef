import { PortcullisError } from '../core/errors.js';

/** `QUERY_INVALID` at a column of the query, counted from 1. */
export function queryError(
  column: number,
  message: string,
  facts: { readonly expected?: string | undefined; readonly hint?: string | undefined } = {},
): PortcullisError {
  return new PortcullisError('QUERY_INVALID', message, { ...facts, place: { file: 'query', line: 1, column } });
}
