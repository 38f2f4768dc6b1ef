import type { GeoPlace } from './context.js';
import { MmdbReader } from './mmdb.js';

/** Places of addresses from an .mmdb file (the format of MaxMind and of DB-IP), which the user brings. */
export class GeoDatabase {
  readonly #reader: MmdbReader;

  /** Throws `RangeError` when the bytes are no such database. */
  constructor(bytes: Buffer) {
    this.#reader = new MmdbReader(bytes);
  }

  /** Undefined for an address without a place. */
  find(address: string): GeoPlace | undefined {
    const record = this.#reader.get(address);
    if (typeof record !== 'object' || record === null) return undefined;
    const { location, city } = record as {
      readonly location?: { readonly latitude?: unknown; readonly longitude?: unknown };
      readonly city?: { readonly names?: { readonly en?: unknown } };
    };
    const { latitude, longitude } = location ?? {};
    if (typeof latitude !== 'number' || typeof longitude !== 'number') return undefined;
    const name = city?.names?.en;
    return { latitude, longitude, ...(typeof name === 'string' ? { city: name } : {}) };
  }
}
