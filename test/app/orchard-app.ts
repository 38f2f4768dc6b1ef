import { makeApp, type OwnedApp } from '../../src/app/make-app.js';
import type { Project } from '../cli/bench.js';

/** The surroundings of a command in a project's folder; no more than `makeApp` makes of them. */
export function appIn(project: Project, parts: Partial<Parameters<typeof makeApp>[0]> = {}): OwnedApp {
  return makeApp({
    cwd: project.folder,
    env: {},
    color: false,
    width: 100,
    signal: new AbortController().signal,
    print: () => undefined,
    say: () => undefined,
    ...parts,
  });
}
