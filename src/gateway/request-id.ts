import { randomFillSync } from 'node:crypto';

const idBytes = 10;
const pool = Buffer.allocUnsafe(idBytes * 400);
let offset = pool.length;

const variant = ['8', '9', 'a', 'b'] as const;

/**
 * A UUID version 7 (RFC 9562 5.7) from a pool of random bytes: one call of the random generator serves 400 requests.
 * `now` is in milliseconds since the epoch.
 */
export function requestId(now: number): string {
  if (offset === pool.length) {
    randomFillSync(pool);
    offset = 0;
  }
  const random = pool.toString('hex', offset, offset + idBytes);
  const high = variant[pool[offset]! & 3]!;
  offset += idBytes;
  const time = now.toString(16).padStart(12, '0');
  // The digits that make the variant are not used twice.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(2, 5)}-${high}${random.slice(5, 8)}-${random.slice(8)}`;
}
