import { PortcullisError } from '../../core/errors.js';
import { advisoriesOf, changedOn, snapshotHead } from './osv-read.js';
import type { Advisory } from './types.js';
import { isZip, ZipError, zipEntries } from './zip.js';

/** One file of a snapshot. */
export interface NamedBytes {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** What was found for the packages asked about. */
export interface Snapshot {
  readonly advisories: readonly Advisory[];
  /** ISO date: the day that it says it was taken, else that of the newest change in it. */
  readonly date: string | undefined;
  /** OSV entries that were read. */
  readonly entries: number;
  /** OSV entries about the packages asked about, as they are. */
  readonly kept: readonly unknown[];
}

const bad = (file: string, message: string, cause: unknown, line = 1): PortcullisError =>
  new PortcullisError('ADVISORIES_INVALID', message, {
    place: { file, line, column: 1 },
    expected: 'OSV entries: JSON, one JSON document a line, or a zip of JSON files',
    cause,
  });

function parse(text: string, file: string, line?: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw bad(file, 'An advisory does not parse', cause, line);
  }
}

/** One JSON document, or one a line. */
function* valuesOf(text: string, file: string): Generator<unknown> {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (!trimmed) return;
  const firstEnd = trimmed.indexOf('\n');
  const isLines = firstEnd > 0 && /^\{.*\}\s*$/.test(trimmed.slice(0, firstEnd)) && trimmed[firstEnd + 1] === '{';
  if (!isLines) {
    const value = parse(trimmed, file);
    if (Array.isArray(value)) yield* value as unknown[];
    else yield value;
    return;
  }
  for (const [index, line] of trimmed.split('\n').entries()) if (line.trim()) yield parse(line, file, index + 1);
}

function* textsOf({ file, bytes }: NamedBytes): Generator<{ readonly text: string; readonly file: string }> {
  if (!isZip(bytes)) {
    yield { text: new TextDecoder().decode(bytes), file };
    return;
  }
  try {
    for (const { name, content } of zipEntries(bytes)) {
      if (name.endsWith('.json')) yield { text: content.toString('utf8'), file: `${file}:${name}` };
    }
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    throw bad(file, `The archive cannot be read: ${error.message}`, error);
  }
}

/**
 * Reads OSV entries of the ecosystem npm and keeps those about `names`. Files are asked for one after the other: the
 * snapshot of all of npm has 200,000.
 *
 * @throws PortcullisError ADVISORIES_INVALID with the place; also when there is no entry at all.
 */
export function readSnapshot(files: Iterable<NamedBytes>, names: ReadonlySet<string>): Snapshot {
  const advisories: Advisory[] = [];
  const kept: unknown[] = [];
  let entries = 0;
  let newest: string | undefined;
  let takenOn: string | undefined;
  let first: string | undefined;
  for (const one of files) {
    first ??= one.file;
    for (const { text, file } of textsOf(one)) {
      for (const value of valuesOf(text, file)) {
        const head = snapshotHead(value);
        if (head) {
          takenOn = head.takenOn;
          continue;
        }
        entries += 1;
        const changed = changedOn(value);
        if (changed !== undefined && (newest === undefined || changed > newest)) newest = changed;
        const found = advisoriesOf(value).filter((advisory) => names.has(advisory.package));
        if (!found.length) continue;
        advisories.push(...found);
        kept.push(value);
      }
    }
  }
  if (!entries && takenOn === undefined) throw bad(first ?? 'advisories', 'There is no advisory in it', undefined);
  return { advisories, date: takenOn ?? newest, entries, kept };
}

/** What `advisories trim` writes: one document a line, the day first. */
export function writeSnapshot({ kept, date }: Pick<Snapshot, 'kept' | 'date'>): string {
  const head = { portcullis: { takenOn: date } };
  return [head, ...kept].map((value) => `${JSON.stringify(value)}\n`).join('');
}
