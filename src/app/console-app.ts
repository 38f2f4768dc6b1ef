import fs from 'node:fs';
import path from 'node:path';
import { loadProject } from '../model/project.js';
import { patchesFileName } from '../model/patches.js';
import type { Project } from '../model/types.js';
import type { App } from './app.js';

/** Reads the policy again when one of its files changed, and not before: compiling a large contract takes a second. */
export class WatchedProject {
  readonly #policyFile: string;
  #stamp = '';
  #project: Promise<Project> | undefined;
  #files: readonly string[];

  constructor(policyFile: string) {
    this.#policyFile = policyFile;
    this.#files = [policyFile];
  }

  async get(today: Date): Promise<Project> {
    const stamp = `${today.toISOString().slice(0, 10)} ${this.#stampOf()}`;
    if (this.#project && stamp === this.#stamp) return this.#project;
    const loading = loadProject({ policyFile: this.#policyFile, today });
    this.#project = loading;
    this.#stamp = stamp;
    try {
      const project = await loading;
      this.#files = this.#filesOf(project);
      this.#stamp = `${today.toISOString().slice(0, 10)} ${this.#stampOf()}`;
      return project;
    } catch (error) {
      if (this.#project === loading) this.#project = undefined;
      throw error;
    }
  }

  #filesOf(project: Project): readonly string[] {
    const folder = path.dirname(this.#policyFile);
    const contracts = project.apis.flatMap(({ documents }) => [...documents.files.keys()]);
    return [this.#policyFile, path.join(folder, patchesFileName), ...contracts];
  }

  #stampOf(): string {
    return [...this.#files, path.join(path.dirname(this.#policyFile), patchesFileName)].map(stampOf).join(' ');
  }
}

function stampOf(file: string): string {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs}:${stat.size}:${stat.ino}` : '-';
}

/** The surroundings of a console: it outlives changes of the policy, prints nothing, and keeps one store open. */
export function consoleApp(app: App, signal: AbortSignal): App {
  const watched = app.policyFile === undefined ? undefined : new WatchedProject(app.policyFile);
  return {
    ...app,
    format: undefined,
    output: undefined,
    quiet: true,
    color: false,
    signal,
    write: () => undefined,
    say: () => undefined,
    project: () => (watched ? watched.get(app.now()) : app.project()),
    store: () => app.store(),
  };
}
