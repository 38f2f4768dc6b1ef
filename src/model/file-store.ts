import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { sha256 } from '../core/ids.js';
import { diskSource, tooLarge, type FileSource } from './file-source.js';
import { parseJson } from './json-source.js';
import type { DocumentLimits } from './limits.js';
import type { SchemaSource } from './graphql/schema-source.js';
import { findIntrospection, isSchemaFile } from './graphql/recognise.js';
import { late } from './late.js';
import { makeLocator, type Locator } from './outline.js';
import { isInside } from './refs.js';
import type { DocumentFile, Problem } from './types.js';
import { parseYaml, type Source, type SourceText } from './yaml-source.js';

/** A file that was read, with what is needed to read on from it. */
export interface LoadedFile extends DocumentFile {
  /** Absolute path, or undefined for a text from memory. */
  readonly absolute: string | undefined;
  locator(): Locator;
}

/** Parses a text as JSON, YAML or GraphQL schema and makes a file of it. */
export function fileFromText(source: SourceText, bytes: Uint8Array, absolute?: string): LoadedFile {
  const common = { path: source.file, digest: sha256(bytes), absolute };
  const { format, parsed, schema } = parse(source);
  if (schema) {
    const { value, sdl, locator } = schema;
    return { ...common, format: 'graphql', value, sdl, hasAliases: false, locator: () => locator };
  }
  let locator: Locator | undefined;
  return {
    ...common,
    format,
    value: parsed.value,
    hasAliases: format === 'yaml' && parsed.outline().aliases.size > 0,
    locator: () => (locator ??= makeLocator(source.file, parsed.outline())),
  };
}

type Parsed =
  | { readonly format: 'yaml' | 'json'; readonly parsed: Source; readonly schema?: undefined }
  | { readonly format?: undefined; readonly parsed?: undefined; readonly schema: SchemaSource };

function parse(source: SourceText): Parsed {
  if (isSchemaFile(source.file)) return { schema: late.graphql().parseSchema(source) };
  if (/\.json$/i.test(source.file)) return parsedJson(source);
  // JSON in a file of another name: the JSON parser is six times faster. What it refuses may still be YAML.
  if (/^\s*[[{]/.test(source.text)) {
    try {
      return parsedJson(source);
    } catch (error) {
      if (!(error instanceof PortcullisError) || !(error.cause instanceof SyntaxError)) throw error;
    }
  }
  return { format: 'yaml', parsed: parseYaml(source) };
}

function parsedJson(source: SourceText): Parsed {
  const parsed = parseJson(source);
  const schema = findIntrospection(parsed.value) && late.graphql().parseIntrospection(source, parsed);
  return schema ? { schema } : { format: 'json', parsed };
}

/** Why a referenced file was not read. */
export type Refusal = 'outside' | 'missing' | 'unreadable' | 'remote';

/** Reads the files of one document set: the entry, and what its references name inside the root folder. */
export interface FileStore {
  readonly files: ReadonlyMap<string, LoadedFile>;
  readEntry(): LoadedFile;
  /** A file named by a reference in `from`. Read once; never outside the root, symlinks followed. */
  readReferenced(from: LoadedFile, name: string): LoadedFile | Refusal;
  /** What the source has of an https address; its own references are read from there too, never from the disk. */
  readRemote(url: string): LoadedFile | Refusal;
}

export interface FileStoreOptions {
  /** As given by the user. */
  readonly entry: string;
  /** Folder that references stay in. Default: the entry's. */
  readonly root?: string | undefined;
  readonly limits: DocumentLimits;
  /** Default: the disk. */
  readonly source?: FileSource | undefined;
  /** Takes the faults of files that references name; without it they are thrown. */
  readonly leftOut?: ((problem: Problem) => void) | undefined;
}

export function makeFileStore(options: FileStoreOptions): FileStore {
  const { entry, root, limits, source = diskSource, leftOut } = options;
  const broken = new Set<string>();
  const files = new Map<string, LoadedFile>();
  const byRealPath = new Map<string, LoadedFile>();
  const entryPath = path.resolve(entry);
  const entryFolder = path.dirname(entryPath);
  const rootFolder = path.resolve(root ?? entryFolder);
  let realRoot: string | undefined;
  let totalBytes = 0;

  function read(real: string, file: string, absolute: string): LoadedFile {
    const loaded = take(source.read(real, file, limits.fileBytes), file, absolute);
    byRealPath.set(real, loaded);
    return loaded;
  }

  function take(bytes: Uint8Array, file: string, absolute?: string): LoadedFile {
    totalBytes += bytes.length;
    if (totalBytes > limits.totalBytes) throw tooLarge(file, `${limits.totalBytes} bytes in all files together`);
    if (files.size >= limits.files) throw tooLarge(file, `${limits.files} files`);
    const loaded = fileFromText({ file, text: decodeText(bytes, file), limits, leftOut }, bytes, absolute);
    files.set(file, loaded);
    return loaded;
  }

  function shownPath(absolute: string): string {
    if (path.isAbsolute(entry)) return absolute;
    const shown = path.join(path.dirname(entry), path.relative(entryFolder, absolute));
    return entry.startsWith('./') && !shown.startsWith('.') ? `./${shown}` : shown;
  }

  /** Without `leftOut` a fault of the file is thrown. */
  function orUnreadable(key: string, shown: string, work: () => LoadedFile): LoadedFile | 'unreadable' {
    if (broken.has(key)) return 'unreadable';
    try {
      return work();
    } catch (error) {
      if (!leftOut || !(error instanceof PortcullisError)) throw error;
      broken.add(key);
      leftOut(problemOf(error, shown));
      return 'unreadable';
    }
  }

  function readRemote(text: string): LoadedFile | Refusal {
    const url = new URL(text);
    url.hash = '';
    const bytes = url.protocol === 'https:' ? source.remote?.(url.href) : undefined;
    if (!bytes) return 'remote';
    return files.get(url.href) ?? orUnreadable(url.href, url.href, () => take(bytes, url.href));
  }

  return {
    files,
    readEntry: () => read(source.realPathOf(entryPath) ?? entryPath, entry, entryPath),
    readReferenced(from, name) {
      if (isRemote(from)) return URL.canParse(name, from.path) ? readRemote(new URL(name, from.path).href) : 'missing';
      if (from.absolute === undefined) return 'missing';
      const absolute = path.resolve(path.dirname(from.absolute), name);
      // Refused by its name first: whether something exists outside must not show.
      if (!isInside(rootFolder, absolute)) return 'outside';
      const real = source.realPathOf(absolute);
      if (real === undefined) return 'missing';
      realRoot ??= source.realPathOf(rootFolder) ?? rootFolder;
      const known = byRealPath.get(real);
      if (known) return known;
      if (!isInside(realRoot, real)) return 'outside';
      if (!source.isFile(real)) return 'missing';
      const shown = shownPath(absolute);
      return orUnreadable(real, shown, () => read(real, shown, absolute));
    },
    readRemote,
  };
}

/** A name on the disk is never an address: `path.join` would have taken its double slash. */
const isRemote = ({ path: shown, absolute }: LoadedFile): boolean =>
  absolute === undefined && shown.startsWith('https://');

function problemOf({ message, expected, place }: PortcullisError, file: string): Problem {
  const wanted = expected === undefined ? '' : ` (expected: ${expected})`;
  return { code: 'structure', message: `${message}${wanted}`, place: place ?? { file, line: 1, column: 1 } };
}

/** UTF-8 without its byte order mark. */
export function decodeText(bytes: Uint8Array, file: string): string {
  const place = { file, line: 1, column: 1 };
  const other = otherEncoding(bytes);
  if (other) throw new PortcullisError('SYNTAX_INVALID', `The file is ${other} text`, { place, expected: 'UTF-8' });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new PortcullisError('SYNTAX_INVALID', 'The file is not UTF-8 text', { place, expected: 'UTF-8', cause });
  }
}

/** What editors of another time write: by its byte order mark, or by the zero bytes of its first two characters. */
function otherEncoding([first, second, third, fourth]: Uint8Array): string | undefined {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0 && third !== 0 && fourth === 0))
    return 'UTF-16';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && third === 0 && fourth !== 0))
    return 'UTF-16';
  return undefined;
}
