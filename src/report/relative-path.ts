import path from 'node:path';

/** A file name relative to `baseDir` with forward slashes; unchanged where it lies outside, or on another machine. */
export function relativePath(file: string, baseDir: string): string {
  if (file.startsWith('https://')) return file;
  const relative = path.relative(baseDir, path.resolve(baseDir, file));
  const isOutside = relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return isOutside ? file : relative.split(path.sep).join('/');
}
