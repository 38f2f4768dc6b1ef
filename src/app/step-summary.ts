import fs from 'node:fs';
import type { App } from './app.js';

/** GitHub takes no more than 1 MiB of summary from a step, and then shows none of it. */
const mostBytes = 1_048_576;

/**
 * Appends Markdown to the summary of a step of a GitHub workflow, the file that `GITHUB_STEP_SUMMARY` names. A summary
 * that cannot be written is said and fails nothing: the report itself is elsewhere.
 */
export function appendStepSummary({ env, say }: Pick<App, 'env' | 'say'>, markdown: string): void {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (!file) return;
  try {
    const before = fs.existsSync(file) ? fs.statSync(file).size : 0;
    if (before + Buffer.byteLength(markdown) + 1 > mostBytes) return say('The summary of the step is full.');
    fs.appendFileSync(file, `${markdown}\n`);
  } catch (error) {
    say(`The summary of the step was not written: ${(error as Error).message}`);
  }
}
