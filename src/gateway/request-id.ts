import { randomBytes } from 'node:crypto';

/** Digits of one id that are random; one of them makes the variant. */
const digits = 19;
const idsPerDraw = 400;

const variants = ['8', '9', 'a', 'b'] as const;

let random = '';
let offset = 0;
let lastTime = -1;
let timePart = '';

/**
 * A UUID version 7 (RFC 9562 5.7) from a pool of random digits: one call of the random generator serves 400 requests.
 * `now` is in milliseconds since the epoch.
 */
export function requestId(now: number): string {
  if (offset + digits > random.length) {
    random = randomBytes((digits * idsPerDraw) / 2).toString('hex');
    offset = 0;
  }
  if (now !== lastTime) {
    const time = now.toString(16).padStart(12, '0');
    timePart = `${time.slice(0, 8)}-${time.slice(8)}-7`;
    lastTime = now;
  }
  const at = offset;
  offset += digits;
  const high = variantOf(random.charCodeAt(at));
  return `${timePart}${random.slice(at + 1, at + 4)}-${high}${random.slice(at + 4, at + 7)}-${random.slice(at + 7, at + 19)}`;
}

/** Two bits of one hexadecimal digit: `0` to `9` and `a` to `f` give each variant four times. */
function variantOf(code: number): string {
  return variants[(code < 97 ? code : code - 87) & 3]!;
}
