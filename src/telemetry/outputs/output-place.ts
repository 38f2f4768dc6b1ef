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

/** `outputs/NAME.json` of the data folder; written whole or not at all. */
export function outputPlace(dataDir: string, name: string): OutputPlace {
  const folder = path.join(dataDir, 'outputs');
  const file = path.join(folder, `${name}.json`);
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
