import { Writable } from 'node:stream';
import type { OwnedApp } from '../../src/app/make-app.js';
import { makeApp } from '../../src/app/make-app.js';
import type { Project } from '../cli/bench.js';

/** What a command prints. */
export class Printed extends Writable {
  readonly out: string[] = [];
  readonly said: string[] = [];
}

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
