import fs from 'node:fs';
import path from 'node:path';

/** Counts the hints that were given in a lab; the number of the next one, at most `most`. */
export function nextHint(folder: string, most: number): number {
  const file = path.join(folder, '.lab', 'hints');
  const given = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) || 0 : 0;
  const next = Math.min(given + 1, most);
  fs.writeFileSync(file, String(next));
  return next;
}
