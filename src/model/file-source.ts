import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';

/** Where the bytes of a project's documents come from. */
export interface FileSource {
  /** The file that a path leads to, symbolic links followed; undefined when there is none. */
  realPathOf(file: string): string | undefined;
  isFile(real: string): boolean;
  /** Throws FILE_UNREADABLE and FILE_TOO_LARGE; `shown` is the path for people. */
  read(real: string, shown: string, mostBytes: number): Uint8Array;
  /** What an https address gave, where somebody fetched it before; without this nothing is ever remote. */
  remote?(url: string): Uint8Array | undefined;
}

/** The disk. */
export const diskSource: FileSource = Object.freeze<FileSource>({
  realPathOf(file) {
    try {
      return fs.realpathSync(file);
    } catch {
      return undefined;
    }
  },
  isFile: (real) => fs.statSync(real).isFile(),
  read(real, shown, mostBytes) {
    try {
      const stat = fs.statSync(real);
      if (!stat.isFile()) throw new PortcullisError('FILE_UNREADABLE', `${shown} is not a file`);
      if (stat.size > mostBytes) throw tooLarge(shown, `${mostBytes} bytes in one file`);
      return fs.readFileSync(real);
    } catch (cause) {
      if (cause instanceof PortcullisError) throw cause;
      const code = (cause as NodeJS.ErrnoException).code;
      const why = code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `cannot be read (${code ?? 'unknown'})`;
      throw new PortcullisError('FILE_UNREADABLE', `${shown} ${why}`, { cause });
    }
  },
});

export function tooLarge(file: string, limit: string): PortcullisError {
  return new PortcullisError('FILE_TOO_LARGE', `${file} is over the limit`, { expected: `at most ${limit}` });
}

/** What was read of a project, so that the same project can be made again whatever the disk has by then. */
export interface FilesRead {
  /** Path asked for -> the file that it led to; absent paths led nowhere. */
  readonly links: Readonly<Record<string, string>>;
  /** File -> its text. */
  readonly texts: Readonly<Record<string, string>>;
}

/** Reads the disk and remembers what it read. */
export function recordingSource(): FileSource & { taken(): FilesRead } {
  const links = new Map<string, string>();
  const texts = new Map<string, Uint8Array>();
  return {
    realPathOf(file) {
      const real = diskSource.realPathOf(file);
      if (real !== undefined) links.set(path.resolve(file), real);
      return real;
    },
    isFile: (real) => diskSource.isFile(real),
    read(real, shown, mostBytes) {
      const bytes = diskSource.read(real, shown, mostBytes);
      texts.set(real, bytes);
      return bytes;
    },
    taken: () => ({
      links: Object.fromEntries(links),
      texts: Object.fromEntries([...texts].map(([file, bytes]) => [file, Buffer.from(bytes).toString('utf8')])),
    }),
  };
}

/** Gives back what was read once, and nothing else. */
export function memorySource({ links, texts }: FilesRead): FileSource {
  const linkOf = new Map(Object.entries(links));
  const textOf = new Map(Object.entries(texts));
  return {
    realPathOf: (file) => linkOf.get(path.resolve(file)),
    isFile: (real) => textOf.has(real),
    read(real, shown, mostBytes) {
      const text = textOf.get(real);
      if (text === undefined) throw new PortcullisError('FILE_UNREADABLE', `${shown} was not read before`);
      const bytes = Buffer.from(text, 'utf8');
      if (bytes.length > mostBytes) throw tooLarge(shown, `${mostBytes} bytes in one file`);
      return bytes;
    },
  };
}
