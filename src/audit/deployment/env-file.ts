import type { EnvEntry } from './types.js';

/** Lines `NAME=value` of an env file; `export`, comments and quotes are understood. */
export function parseEnvFile(file: string, text: string, committed: boolean | undefined): readonly EnvEntry[] {
  return text.split(/\r?\n/).flatMap((line, index): readonly EnvEntry[] => {
    const match = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*)$/.exec(line);
    if (!match) return [];
    const quoted = /^(["'])([\s\S]*?)\1/.exec(match[2]!);
    const value = quoted ? quoted[2]! : match[2]!.replace(/\s+#.*$/, '').trim();
    return [{ name: match[1]!, value, place: { file, line: index + 1, column: 1 }, from: 'env file', committed }];
  });
}
