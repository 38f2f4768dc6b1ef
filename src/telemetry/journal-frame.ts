import { crc32 } from 'node:zlib';

/**
 * A record in a journal: 4 bytes of mark, length and CRC-32 (little-endian), then JSON in UTF-8.
 * The mark holds bytes that UTF-8 never has, so the next record is found again after damage.
 */
const mark = Buffer.from([0xff, 0x50, 0x4a, 0xfe]);

/** Bytes of a frame before its payload. */
export const frameHeadBytes = 12;

/** A longer payload is damage, not a record. */
export const maxPayloadBytes = 256 * 1024;

/** Written when a journal is closed in order: nothing comes after it. */
export const endFrame: Buffer = makeEndFrame();

function makeEndFrame(): Buffer {
  const frame = Buffer.alloc(frameHeadBytes);
  sealFrame(frame, 0, 0);
  return frame;
}

/** Writes the head of a frame at `start`, for a payload that is already in place after it. */
export function sealFrame(buffer: Buffer, start: number, payloadBytes: number): void {
  const payload = buffer.subarray(start + frameHeadBytes, start + frameHeadBytes + payloadBytes);
  mark.copy(buffer, start);
  buffer.writeUInt32LE(payloadBytes, start + 4);
  buffer.writeUInt32LE(crc32(payload, payloadBytes), start + 8);
}

/** What a part of a journal holds. */
export interface ParsedFrames {
  readonly payloads: readonly Buffer[];
  /** Bytes that are done with: reading goes on there. */
  readonly consumed: number;
  /** Offsets where something unreadable was passed over. */
  readonly damaged: readonly number[];
  /** The end frame was met. */
  readonly ended: boolean;
}

export interface ParseOptions {
  /** Nothing will be appended any more: what is left at the end is torn or damaged. */
  readonly final: boolean;
  readonly maxFrames: number;
}

/** Reads frames from the start of `buffer`. Damage is passed over; an unfinished record at the end is left. */
export function parseFrames(buffer: Buffer, { final, maxFrames }: ParseOptions): ParsedFrames {
  const payloads: Buffer[] = [];
  const damaged: number[] = [];
  let at = 0;
  while (at < buffer.length && payloads.length + damaged.length < maxFrames) {
    const frame = frameAt(buffer, at);
    if (typeof frame === 'object') {
      at = frame.end;
      if (frame.payload.length === 0) return { payloads, consumed: at, damaged, ended: true };
      payloads.push(frame.payload);
      continue;
    }
    const next = nextFrame(buffer, at + 1);
    if (next === undefined && !final) break;
    // What a killed writer left unfinished was never acknowledged: it is no damage.
    if (next !== undefined || frame === 'unreadable') damaged.push(at);
    at = next ?? buffer.length;
  }
  return { payloads, consumed: at, damaged, ended: false };
}

interface Frame {
  readonly payload: Buffer;
  readonly end: number;
}

function frameAt(buffer: Buffer, start: number): Frame | 'unfinished' | 'unreadable' {
  const head = buffer.subarray(start, start + mark.length);
  if (!head.equals(mark.subarray(0, head.length))) return 'unreadable';
  if (start + frameHeadBytes > buffer.length) return 'unfinished';
  const length = buffer.readUInt32LE(start + 4);
  if (length > maxPayloadBytes) return 'unreadable';
  const end = start + frameHeadBytes + length;
  if (end > buffer.length) return 'unfinished';
  const payload = buffer.subarray(start + frameHeadBytes, end);
  return crc32(payload, length) === buffer.readUInt32LE(start + 8) ? { payload, end } : 'unreadable';
}

/** Start of the next whole frame at or after `from`. */
function nextFrame(buffer: Buffer, from: number): number | undefined {
  for (let at = buffer.indexOf(mark, from); at !== -1; at = buffer.indexOf(mark, at + 1)) {
    if (typeof frameAt(buffer, at) === 'object') return at;
  }
  return undefined;
}
