import { PortcullisError, type ErrorFacts } from '../../core/errors.js';
import { decodeText } from '../file-store.js';
import { diskSource } from '../file-source.js';
import { parseJson } from '../json-source.js';
import { defaultLimits } from '../limits.js';
import { makeLocator } from '../outline.js';

/** A file of samples, parsed; it knows where its values stand. */
export interface SampleFile {
  readonly value: unknown;
  /** An error about the value below these names and indexes. */
  fault(at: readonly (string | number)[], message: string, expected: string): PortcullisError;
}

/**
 * Reads a file of samples: JSON, at most 64 MiB.
 * @throws PortcullisError FILE_UNREADABLE, FILE_TOO_LARGE, SYNTAX_INVALID with the place.
 */
export function readSampleFile(absolute: string, shown: string): SampleFile {
  const bytes = diskSource.read(diskSource.realPathOf(absolute) ?? absolute, shown, defaultLimits.fileBytes);
  const text = decodeText(bytes, shown);
  // Exporters write keys twice now and then: the last one counts, as everywhere in JSON.
  const { value, outline } = parseJson({ file: shown, text, limits: defaultLimits, leftOut: () => undefined });
  return {
    value,
    fault(at, message, expected) {
      const place = makeLocator(shown, outline()).locate(at.map(String), false);
      return new PortcullisError('SAMPLES_INVALID', message, { place, expected } satisfies ErrorFacts);
    },
  };
}
