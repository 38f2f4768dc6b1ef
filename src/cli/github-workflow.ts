import path from 'node:path';
import type { App } from '../app/app.js';
import { appendStepSummary } from '../app/step-summary.js';
import type { Run } from '../core/finding.js';
import { formats } from '../report/formats.js';

type Surroundings = Pick<App, 'env' | 'cwd'>;

/** Formats that GitHub reads: their file names are those of the repository. */
const readByGithub = new Set(['github', 'sarif', 'markdown']);

/** Formats whose lines begin with text that an API may have chosen. */
const forPeople = new Set(['text', 'markdown']);

function isWorkflow({ env }: Surroundings): boolean {
  return env['GITHUB_ACTIONS'] === 'true';
}

/** The folder that file names are relative to: that of the command, or in a workflow the root of the repository. */
export function reportFolder(app: Surroundings, format: string): string {
  const workspace = app.env['GITHUB_WORKSPACE'];
  if (!workspace || !isWorkflow(app) || !readByGithub.has(format)) return app.cwd;
  const below = path.relative(workspace, app.cwd);
  return below.startsWith('..') || path.isAbsolute(below) ? app.cwd : workspace;
}

/**
 * What a report prints, with nothing in it that the runner of a GitHub workflow takes for a command: it reads every
 * line, and a report quotes what the API said (CWE-117).
 */
export function withoutCommands(app: Surroundings, format: string, text: string): string {
  if (!isWorkflow(app) || !forPeople.has(format)) return text;
  return text.replaceAll(/^(\s*):(?=:)/gm, '$1\\u{3a}').replaceAll('##[', '##\\u{5b}');
}

/** Inside a GitHub workflow: annotations on standard error, which the runner reads too, and the step's summary. */
export function tellWorkflow(run: Run, app: App): void {
  const render = (id: string) =>
    formats.get(id)!.render(run, { color: false, width: app.width, baseDir: reportFolder(app, id) });
  if (isWorkflow(app) && app.format !== 'github') app.say(render('github').trimEnd());
  if (app.env['GITHUB_STEP_SUMMARY']) appendStepSummary(app, render('markdown'));
}
