import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { diskSource, type FileSource } from '../model/file-source.js';
import { loadProject } from '../model/project.js';
import type { ApiModel } from '../model/types.js';
import type { App } from './app.js';
import { gitSource } from './git-source.js';
import { operationDigest } from './operation-digest.js';

/** What a change touches. */
export interface ChangedOperations {
  readonly ids: ReadonlySet<string>;
  /** One line for the report. */
  readonly note: string;
}

/**
 * Operations of an API that mean something else than in an older version of contract and policy: `since` is a git
 * revision, or the file of an old contract. An old version that cannot be read is no comparison: then all have changed.
 * Throws `USAGE`.
 */
export async function changedOperations(app: App, model: ApiModel, since: string): Promise<ChangedOperations> {
  const file = path.resolve(app.cwd, since);
  const source = fs.statSync(file, { throwIfNoEntry: false })?.isFile() ? withOldContract(model, file) : undefined;
  const old = await oldModel(app, model, source ?? gitOf(app, since));
  const all = [...model.operations.values()];
  if (!old)
    return { ids: new Set(all.map(({ id }) => id)), note: `The contract of ${since} cannot be read: all tested` };
  const digest = (api: ApiModel, id: string) => operationDigest(api, id, app.version);
  const changed = all.filter(({ id }) => !old.operations.has(id) || digest(old, id) !== digest(model, id));
  const note = `${changed.length} of ${all.length} operations changed since ${since}: only these were tested`;
  return { ids: new Set(changed.map(({ id }) => id)), note };
}

function gitOf(app: App, revision: string): FileSource {
  const folder = app.policyFile === undefined ? app.cwd : path.dirname(path.resolve(app.cwd, app.policyFile));
  return gitSource({ folder, revision, env: app.env });
}

/** The disk, with an old contract in the place of today's. */
function withOldContract(model: ApiModel, old: string): FileSource {
  const entry = diskSource.realPathOf(model.documents.entry);
  return {
    ...diskSource,
    read: (real, shown, most) => diskSource.read(real === entry ? old : real, shown, most),
  };
}

async function oldModel(app: App, { name }: ApiModel, source: FileSource): Promise<ApiModel | undefined> {
  if (app.policyFile === undefined) throw new PortcullisError('USAGE', '--changed-since needs a policy');
  try {
    const project = await loadProject({ policyFile: app.policyFile, source, today: app.now() });
    return project.apis.find((api) => api.name === name);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
