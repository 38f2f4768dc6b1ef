import { PortcullisError } from '../core/errors.js';

const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/;

/** True for a UUID in lower case, the form of every event id. */
export function isUuid(id: string): boolean {
  return uuid.test(id);
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
