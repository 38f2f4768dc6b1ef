import { crc32 } from 'node:zlib';

/** Files of an archive in their order; names are relative, with forward slashes. */
export type Files = ReadonlyMap<string, Uint8Array>;

const localHead = 0x04034b50;
const centralHead = 0x02014b50;
const endMark = 0x06054b50;
/** 1980-01-01, the first day that the format knows: the same files are the same bytes, whenever they are packed. */
const noTime = 0;
const firstDay = 0x21;
const utf8Names = 0x0800;
const version = 20;

interface Placed {
  readonly name: Buffer;
  readonly bytes: Uint8Array;
  readonly crc: number;
  readonly at: number;
}

/** Packs files without compression (PKWARE APPNOTE 6.3): every program that opens ZIP files opens it. */
export function packZip(files: Files): Buffer {
  const parts: Buffer[] = [];
  const placed: Placed[] = [];
  let at = 0;
  for (const [name, bytes] of files) {
    const entry = { name: Buffer.from(name), bytes, crc: crc32(bytes), at };
    const head = Buffer.concat([numbers([[localHead, 4]]), common(entry), entry.name]);
    parts.push(head, Buffer.from(bytes));
    at += head.length + bytes.length;
    placed.push(entry);
  }
  const directory = Buffer.concat(placed.map(centralEntry));
  return Buffer.concat([...parts, directory, endRecord(placed.length, directory.length, at)]);
}

/** What the head of a file and its entry in the directory have in common. */
function common({ name, bytes, crc }: Placed): Buffer {
  return numbers([
    [version, 2],
    [utf8Names, 2],
    [0, 2],
    [noTime, 2],
    [firstDay, 2],
    [crc, 4],
    [bytes.length, 4],
    [bytes.length, 4],
    [name.length, 2],
    [0, 2],
  ]);
}

function centralEntry(entry: Placed): Buffer {
  const tail = numbers([
    [0, 2],
    [0, 2],
    [0, 2],
    [0, 4],
    [entry.at, 4],
  ]);
  return Buffer.concat([
    numbers([
      [centralHead, 4],
      [version, 2],
    ]),
    common(entry),
    tail,
    entry.name,
  ]);
}

function endRecord(files: number, length: number, at: number): Buffer {
  return numbers([
    [endMark, 4],
    [0, 2],
    [0, 2],
    [files, 2],
    [files, 2],
    [length, 4],
    [at, 4],
    [0, 2],
  ]);
}

function numbers(fields: readonly (readonly [value: number, bytes: 2 | 4])[]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [, bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [value, bytes] of fields) at = buffer.writeUIntLE(value, at, bytes);
  return buffer;
}

export const isZip = (bytes: Buffer): boolean => bytes.length >= 4 && bytes.readUInt32LE() === localHead;

/** What was read of an archive, and where it is not what `packZip` writes. */
export interface Unpacked {
  readonly files: Files;
  readonly problems: readonly { readonly file: string; readonly what: string }[];
}

/** The part of the archive that is no file of it. */
export const container = 'the archive itself';

/**
 * Reads an archive of `packZip`, by the heads of its files from the first on. Whatever differs from what `packZip` would
 * make of the same files is told, with the file in whose head it is: nothing can hide between them.
 */
export function unpackZip(archive: Uint8Array): Unpacked {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const files = new Map<string, Uint8Array>();
  let at = 0;
  // A head whose mark was changed is a head all the same: the difference is told below.
  while (at + 30 <= bytes.length && bytes.readUInt32LE(at) !== centralHead && bytes.readUInt32LE(at) !== endMark) {
    const size = bytes.readUInt32LE(at + 18);
    const start = at + 30 + bytes.readUInt16LE(at + 26);
    const name = bytes.toString('utf8', at + 30, start);
    if (start + size > bytes.length || files.has(name)) break;
    files.set(name, bytes.subarray(start, start + size));
    at = start + size;
  }
  return { files, problems: differences(bytes, files) };
}

function differences(bytes: Buffer, files: Files): Unpacked['problems'] {
  const expected = packZip(files);
  if (expected.equals(bytes)) return [];
  const most = Math.min(expected.length, bytes.length);
  let first = 0;
  while (first < most && expected[first] === bytes[first]) first += 1;
  return [{ file: fileAt(files, first), what: `the archive was changed at byte ${first}` }];
}

function fileAt(files: Files, position: number): string {
  let at = 0;
  for (const [name, content] of files) {
    at += 30 + Buffer.byteLength(name) + content.length;
    if (position < at) return name;
  }
  return container;
}
