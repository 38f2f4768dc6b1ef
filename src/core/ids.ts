import { createHash, randomBytes } from 'node:crypto';

/** A UUID version 7 (RFC 9562 5.7): sorts by time of creation. `now` is in milliseconds since the epoch. */
export function uuidv7(now: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** SHA-256 as lower-case hexadecimal. */
export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** First 16 hexadecimal digits of the SHA-256 of the parts: stable across runs, machines and reordered files. */
export function fingerprint(...parts: readonly string[]): string {
  return sha256(parts.join('\u0000')).slice(0, 16);
}
