import path from 'node:path';
import type { Estate, Family } from '../audit/estate.js';
import type { Project } from '../model/types.js';
import type { App } from './app.js';
import type { DependencyRequest } from './audit-dependencies.js';

export interface EstateRequest extends DependencyRequest {
  readonly families: ReadonlySet<Family>;
}

/** Gathers what stands beside contract and policy, found from the folder of the policy, or the one we are in. */
export async function gatherEstate(app: App, project: Project, request: EstateRequest): Promise<Estate> {
  const folder = app.policyFile === undefined ? app.cwd : path.dirname(app.policyFile);
  const { families } = request;
  const { gatherDependencies } = await import('./audit-dependencies.js');
  const { gatherDeployment } = await import('./audit-deployment.js');
  const found = families.has('dependencies') ? await gatherDependencies(app, folder, request) : undefined;
  const around = families.has('deployment') ? gatherDeployment(app, folder, project) : undefined;
  return {
    name: path.basename(folder),
    dependencies: found?.dependencies,
    deployment: around?.deployment,
    notes: [...(found?.notes ?? []), ...(around?.notes ?? [])],
    skipped: found?.skipped ?? [],
  };
}
