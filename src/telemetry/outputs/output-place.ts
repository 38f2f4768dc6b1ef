import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../../core/errors.js';
import { ensurePrivateFolder } from '../../store/files.js';
import type { LogPlace } from '../log-follow.js';

/** Where an output goes on, kept over restarts. */
export interface OutputPlace {
  /** Undefined for a new output. */
  read(): LogPlace | undefined;
  write(place: LogPlace): void;
}

/** Where the place of an output is: `outputs/NAME.json` of the data folder. */
export const outputFile = (dataDir: string, name: string): string => path.join(dataDir, 'outputs', `${name}.json`);

/** The place in its file; written whole or not at all. */
export function outputPlace(dataDir: string, name: string): OutputPlace {
  const file = outputFile(dataDir, name);
  const folder = path.dirname(file);
  return {
    read() {
      ensurePrivateFolder(folder);
      const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
      return text === undefined ? undefined : parse(file, text);
    },
    write(place) {
      fs.writeFileSync(`${file}.part`, `${JSON.stringify(place)}\n`, { mode: 0o600, flush: true });
      fs.renameSync(`${file}.part`, file);
    },
  };
}

function parse(file: string, text: string): LogPlace {
  const { access, denials } = values(text);
  if (Number.isSafeInteger(access) && Number.isSafeInteger(denials)) return { access, denials } as LogPlace;
  throw new PortcullisError('STORE_CORRUPT', `The place of an output in ${file} is damaged`, {
    hint: 'remove the file: the output then goes on at the end of the log; `portcullis events export` sends what is older',
  });
}

function values(text: string): Partial<Record<keyof LogPlace, unknown>> {
  try {
    return (JSON.parse(text) as Partial<LogPlace> | null) ?? {};
  } catch {
    return {};
  }
}
