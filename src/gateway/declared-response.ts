import type { Operation, ResponseSpec } from '../model/types.js';

/** The exact status, else its class (`2XX`), else `default` (OpenAPI Responses Object). */
export function responseFor({ responses }: Operation, status: number): ResponseSpec | undefined {
  for (const wanted of [String(status), `${Math.floor(status / 100)}XX`, 'DEFAULT']) {
    const found = responses.find((response) => response.status.toUpperCase() === wanted);
    if (found) return found;
  }
  return undefined;
}
