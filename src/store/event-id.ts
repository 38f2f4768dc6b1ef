import { PortcullisError } from '../core/errors.js';

const [zero, nine, lowerA, lowerF, hyphen] = [0x30, 0x39, 0x61, 0x66, 0x2d];

/** True for a UUID in lower case, the form of every event id. A loop: a pattern takes ten times as long, at each call. */
export function isUuid(id: string): boolean {
  if (id.length !== 36) return false;
  for (let n = 0; n < 36; n += 1) {
    const unit = id.charCodeAt(n);
    if (n === 8 || n === 13 || n === 18 || n === 23) {
      if (unit !== hyphen) return false;
    } else if (!((unit >= zero && unit <= nine) || (unit >= lowerA && unit <= lowerF))) return false;
  }
  return true;
}

/** The 16 bytes of an event id. Throws `INTERNAL` for what is no UUID. */
export function idBytes(id: string): Buffer {
  if (!isUuid(id)) throw new PortcullisError('INTERNAL', 'An event id is not a UUID', { detail: id });
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

/** The id that 16 bytes stand for. */
export function idText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Milliseconds since the epoch in a UUIDv7 (RFC 9562 5.7). */
export function idTime(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** The lowest id of a millisecond: ids at or after it are not older. */
export function lowestId(time: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Math.min(Math.max(Math.trunc(time), 0), 2 ** 48 - 1), 0, 6);
  return bytes;
}
