import type { Run } from '../core/finding.js';

/** How a report is to look. */
export interface RenderOptions {
  /** ANSI colours are wanted (text only). */
  readonly color: boolean;
  /** Columns of the terminal (text only). */
  readonly width: number;
  /** Folder that file names in reports are relative to. */
  readonly baseDir: string;
}

/** A report format: one file in `formats/`. */
export interface Format {
  readonly id: string;
  readonly mediaType: string;
  readonly extension: string;
  render(run: Run, options: RenderOptions): string;
}

export function defineFormat(format: Format): Format {
  return format;
}
