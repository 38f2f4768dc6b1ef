import path from 'node:path';
import { audit, type AuditLevel } from '../audit/runner.js';
import type { Run } from '../core/finding.js';
import { loadProject } from '../model/project.js';
import type { Project } from '../model/types.js';
import type { App } from './app.js';
import { recordRun } from './record-run.js';

export interface AuditRequest {
  readonly contracts: readonly string[];
  readonly level: AuditLevel;
}

/** Runs the static assessment. Findings of the policy's own contracts are remembered in the store. */
export async function auditProject(app: App, { contracts, level }: AuditRequest): Promise<Run> {
  const project = contracts.length
    ? await loadProject({
        contract: contracts.map((file) => path.relative(process.cwd(), path.resolve(app.cwd, file))),
        today: app.now(),
      })
    : await app.project();
  const run = audit(project, { level, today: app.now().toISOString().slice(0, 10), version: app.version });
  return contracts.length ? run : await remember(run, project, app);
}

async function remember(run: Run, project: Project, app: App): Promise<Run> {
  const store = await app.store();
  return (await recordRun(store, run, { apis: project.apis.map(({ name }) => name) })).run;
}
