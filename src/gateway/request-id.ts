import { randomFillSync } from 'node:crypto';

const pool = Buffer.allocUnsafe(4096);
let offset = pool.length;

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function byte(): number {
  if (offset === pool.length) {
    randomFillSync(pool);
    offset = 0;
  }
  return pool[offset++]!;
}

/**
 * A UUID version 7 (RFC 9562 5.7) from a pool of random bytes: one call of the random generator serves 400 requests.
 * `now` is in milliseconds since the epoch.
 */
export function requestId(now: number): string {
  const time = now.toString(16).padStart(12, '0');
  const a = `7${hex[byte()]!}${hex[byte()]![0]!}`;
  const b = `${hex[(byte() & 0x3f) | 0x80]!}${hex[byte()]!}`;
  const c = hex[byte()]! + hex[byte()]! + hex[byte()]! + hex[byte()]! + hex[byte()]! + hex[byte()]!;
  return `${time.slice(0, 8)}-${time.slice(8)}-${a}-${b}-${c}`;
}
