import type { Value } from './work.js';

/** Most rows that one question may ask for. */
const mostRows = 100_000;

/** `LIMIT` as asked, or the default; at least 1. */
export function rowLimit(asked: number | undefined, fallback: number): number {
  return Math.min(Math.max(Math.trunc(asked ?? fallback), 1), mostRows);
}

/** The fields that are neither null nor undefined. */
export function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}

/** Conditions that grow as a filter is read; absent values add none. */
export class Conditions {
  readonly values: Value[] = [];
  readonly #terms: string[] = [];

  /** Adds `sql` (with one `?`) when `value` is given. */
  add(sql: string, value: Value | undefined): this {
    if (value === undefined) return this;
    this.#terms.push(sql);
    this.values.push(value);
    return this;
  }

  /** Adds `sql` with one `?` per value in place of `(...)`; an empty list fits nothing. */
  addAny(sql: string, values: readonly Value[] | undefined): this {
    if (!values) return this;
    if (values.length === 0) this.#terms.push('1 = 0');
    else this.#terms.push(sql.replace('(...)', `(${values.map(() => '?').join(', ')})`));
    this.values.push(...values);
    return this;
  }

  /** Adds `sql` with its own values. */
  addText(sql: string, values: readonly Value[]): this {
    this.#terms.push(sql);
    this.values.push(...values);
    return this;
  }

  get where(): string {
    return this.#terms.length ? `WHERE ${this.#terms.join(' AND ')}` : '';
  }
}
