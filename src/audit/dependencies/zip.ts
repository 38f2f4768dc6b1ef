import { inflateRawSync } from 'node:zlib';

/** Bounds of what is unpacked: an archive of a megabyte can hold a terabyte of zeroes. */
const mostEntries = 2_000_000;
const mostEntryBytes = 16 * 1024 * 1024;

const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const locator64Signature = 0x07064b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;

/** What an archive says that cannot be. */
export class ZipError extends Error {}

/** Begins with the mark of a zip archive. */
export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);

function findEnd(buffer: Buffer): number {
  const lowest = Math.max(0, buffer.length - 22 - 0xffff);
  for (let at = buffer.length - 22; at >= lowest; at -= 1) if (buffer.readUInt32LE(at) === endSignature) return at;
  throw new ZipError('the archive has no end: it was cut short, or is no zip');
}

/** Where the list of entries begins, and how many there are; with the large numbers of zip64 where they are needed. */
function directoryOf(buffer: Buffer): { readonly offset: number; readonly count: number } {
  const end = findEnd(buffer);
  const count = buffer.readUInt16LE(end + 10);
  const offset = buffer.readUInt32LE(end + 16);
  if (count !== 0xffff && offset !== 0xffffffff) return { offset, count };
  if (end < 20 || buffer.readUInt32LE(end - 20) !== locator64Signature) return { offset, count };
  const end64 = Number(buffer.readBigUInt64LE(end - 12));
  if (end64 + 56 > buffer.length || buffer.readUInt32LE(end64) !== end64Signature)
    throw new ZipError('zip64 is damaged');
  return { count: Number(buffer.readBigUInt64LE(end64 + 32)), offset: Number(buffer.readBigUInt64LE(end64 + 48)) };
}

function contentOf(buffer: Buffer, at: number): Buffer {
  const method = buffer.readUInt16LE(at + 10);
  const packed = buffer.readUInt32LE(at + 20);
  const size = buffer.readUInt32LE(at + 24);
  const local = buffer.readUInt32LE(at + 42);
  if (buffer.readUInt16LE(at + 8) & 1) throw new ZipError('an entry is encrypted');
  if (size > mostEntryBytes) throw new ZipError(`an entry is over ${mostEntryBytes} bytes`);
  if (local + 30 > buffer.length || buffer.readUInt32LE(local) !== localSignature)
    throw new ZipError('an entry is not there');
  const start = local + 30 + buffer.readUInt16LE(local + 26) + buffer.readUInt16LE(local + 28);
  const bytes = buffer.subarray(start, start + packed);
  if (method === 0) return bytes;
  if (method === 8) return inflateRawSync(bytes, { maxOutputLength: mostEntryBytes });
  throw new ZipError(`an entry is packed with method ${method}`);
}

/**
 * The files of a zip archive (APPNOTE 6.3), stored or deflated, one after the other.
 *
 * @throws ZipError for an archive that is damaged, encrypted, or beyond the bounds.
 */
export function* zipEntries(bytes: Uint8Array): Generator<{ readonly name: string; readonly content: Buffer }> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { offset, count } = directoryOf(buffer);
  if (count > mostEntries) throw new ZipError(`the archive has over ${mostEntries} files`);
  let at = offset;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > buffer.length || buffer.readUInt32LE(at) !== entrySignature)
      throw new ZipError('the list of files is damaged');
    const nameLength = buffer.readUInt16LE(at + 28);
    const name = buffer.toString('utf8', at + 46, at + 46 + nameLength);
    if (!name.endsWith('/')) yield { name, content: read(buffer, at) };
    at += 46 + nameLength + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32);
  }
}

function read(buffer: Buffer, at: number): Buffer {
  try {
    return contentOf(buffer, at);
  } catch (error) {
    if (error instanceof ZipError) throw error;
    throw new ZipError('an entry cannot be unpacked', { cause: error });
  }
}
