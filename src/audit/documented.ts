import type { Operation } from '../model/types.js';

/** The contract describes an answer of this status, alone or among others (`4XX`, `default`). */
export function documents({ responses }: Operation, status: string): boolean {
  const range = `${status[0]}XX`;
  return responses.some(
    (response) => response.status === status || response.status === range || response.status === 'default',
  );
}
