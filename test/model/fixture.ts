import path from 'node:path';

/** Path of a file in `test/model/fixtures`. */
export function fixture(name: string): string {
  return path.join(process.env['PORTCULLIS_ROOT'] ?? process.cwd(), 'test/model/fixtures', name);
}
