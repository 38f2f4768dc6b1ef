import { sha256 } from '../core/ids.js';
import type { RateLimit } from '../model/types.js';
import type { Exchange } from './exchange.js';
import { parsePointer, valueAt } from './pointer.js';
import { readJson } from './request-json.js';

/** Who is counted by one limit, as a function of the exchange. */
export type KeyReader = (exchange: Exchange) => string;

/** Limits per address are counted before any credential is looked at. */
export function isAddressLimit(limit: RateLimit): boolean {
  return limit.per === 'address';
}

/** The key of `limit`'s counter. Limits with equal names of one API share it. */
export function keyReader(limit: RateLimit, api: string): KeyReader {
  const prefix = `${api} ${limit.id} `;
  const who = subjectOf(limit.per);
  return (exchange) => prefix + who(exchange);
}

function subjectOf(per: RateLimit['per']): KeyReader {
  if (per === 'operation') return () => '';
  if (per === 'address') return ({ client }) => client.key;
  if (per === 'principal') return ({ principal, client }) => principal?.id ?? client.key;
  if (per === 'key') return ({ principal, client }) => principal?.credential.id ?? client.key;
  const field = fieldReader(per);
  return (exchange) => fieldKey(field(exchange), exchange.client.key);
}

function fieldReader(per: Exclude<RateLimit['per'], string>): (exchange: Exchange) => unknown {
  if ('header' in per) {
    const name = per.header.toLowerCase();
    return ({ headers }) => headers[name];
  }
  if ('claim' in per) {
    const steps = per.claim.startsWith('/') ? parsePointer(per.claim) : [per.claim];
    return ({ principal }) => valueAt(principal?.claims, steps);
  }
  const steps = parsePointer(per.body);
  return (exchange) => {
    // A body that cannot be read in one way is refused by `body`; here it has no value.
    readJson(exchange);
    return valueAt(exchange.json, steps);
  };
}

/**
 * Spellings that many services take for the same account share one counter. Hashed, so that counters hold no personal
 * data. Without a value the address is counted: leaving a field out must not free anybody.
 */
function fieldKey(value: unknown, address: string): string {
  if (value === undefined || value === null || value === '') return `- ${address}`;
  const text = typeof value === 'string' ? value.normalize('NFKC').trim().toLowerCase() : JSON.stringify(value);
  return sha256(text).slice(0, 32);
}
