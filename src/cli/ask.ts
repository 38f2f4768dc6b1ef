import readline from 'node:readline/promises';
import type { App } from '../app/app.js';
import { PortcullisError } from '../core/errors.js';
import { terminalText } from '../academy/terminal-text.js';

/** A question with its choices, as a terminal shows it. */
export function questionText(
  { ask, choices }: { readonly ask: string; readonly choices: Readonly<Record<string, string>> },
  { width, color }: Pick<App, 'width' | 'color'>,
): string {
  const lines = Object.entries(choices).map(([letter, text]) =>
    terminalText(`${letter})  ${text}`, { width: width - 4, color: false })
      .split('\n')
      .map((line, i) => (i === 0 ? `  ${line}` : `      ${line}`))
      .join('\n'),
  );
  return `${terminalText(ask, { width, color })}\n${lines.join('\n')}\n`;
}

/** True where somebody sits at the terminal. */
export const canAsk = (): boolean => process.stdin.isTTY && process.stdout.isTTY;

/** Asks until one of the letters is typed. Throws `USAGE` when the input ends. */
export async function askChoice(letters: readonly string[], signal: AbortSignal): Promise<string> {
  const reader = readline.createInterface({ input: process.stdin, output: process.stdout });
  try {
    for (;;) {
      const said = (await reader.question(`${letters.join(', ')}? `, { signal })).trim().toLowerCase();
      if (letters.includes(said)) return said;
    }
  } catch (cause) {
    throw new PortcullisError('USAGE', 'No answer was given', { cause });
  } finally {
    reader.close();
  }
}
