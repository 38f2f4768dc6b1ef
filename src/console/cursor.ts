import { Refusal } from './problem.js';

/** Where a page ended, as text for an address. */
export function cursorOf(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Throws `Refusal` 422 for what is no cursor of that list. */
export function readCursor<T>(text: string | undefined, isPlace: (value: unknown) => value is T): T | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (isPlace(value)) return value;
  } catch {
    // said below
  }
  const detail = 'The cursor is not of this list';
  throw new Refusal(422, 'REQUEST_INVALID', detail, { errors: [{ pointer: '/cursor', detail }] });
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 400;
export const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** A page of what was read one longer than asked for: the one too many says that there is more. */
export function pageOf<T>(rows: readonly T[], limit: number, placeOf: (last: T) => unknown): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(placeOf(last)) : null };
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
