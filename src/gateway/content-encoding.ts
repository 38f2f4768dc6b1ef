import zlib from 'node:zlib';

/** Undone, or why not. */
export type Decoded = Buffer | 'unsupported' | 'too-large' | 'broken';

export const acceptedEncodings = 'gzip, deflate, br';

type Engine = { readonly bytesWritten: number };
type Result = { readonly buffer: Buffer; readonly engine: Engine };
type Decoder = (bytes: Buffer, options: object, done: (error: Error | null, result: unknown) => void) => void;

const decoders = new Map<string, Decoder>([
  ['gzip', zlib.gunzip as Decoder],
  ['deflate', zlib.inflate as Decoder],
  ['br', zlib.brotliDecompress as Decoder],
]);

/**
 * Undoes one layer of gzip, deflate or br off the main thread, to at most `limit` bytes. Bytes after the end of the
 * compressed data are refused: two decoders would read them differently.
 */
export function decodeContent(bytes: Buffer, encoding: string, limit: number): Promise<Decoded> {
  const decoder = decoders.get(encoding.trim().toLowerCase());
  if (!decoder) return Promise.resolve('unsupported');
  return new Promise((resolve) => {
    decoder(bytes, { maxOutputLength: limit, info: true }, (error, result) => {
      if (error)
        return resolve((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'broken');
      const { buffer, engine } = result as Result;
      return resolve(engine.bytesWritten === bytes.length ? buffer : 'broken');
    });
  });
}
