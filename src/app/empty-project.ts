import { compileProject } from '../model/project-compile.js';
import type { Project } from '../model/types.js';

/** A project with neither policy nor contract. */
export function emptyProject(today: Date): Project {
  return compileProject({ contracts: new Map(), baseDir: '.', today });
}
