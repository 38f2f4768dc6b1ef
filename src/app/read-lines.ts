import fs from 'node:fs';
import { createInterface } from 'node:readline';

/** The lines of a text file, one after the other, however long it is. Throws the error of the system (ENOENT). */
export function readLines(file: string): AsyncIterable<string> {
  return createInterface({ input: fs.createReadStream(file), crlfDelay: Infinity });
}

export function isThere(file: string): boolean {
  return fs.existsSync(file);
}
