import fs from 'node:fs';
import path from 'node:path';
import { orchardProject, type Project } from '../cli/bench.js';
import { root } from '../house/repository.js';

/** A repository with the example in it, and programs that stand in for those which would ask a registry. */
export interface Runner {
  readonly project: Project;
  readonly env: NodeJS.ProcessEnv;
  /** What npm and npx were asked for, one line a call. */
  asked(): readonly string[];
}

const main = path.join(root, 'dist', 'main.mjs');

/** `npm install` puts the built program where a package would have it; `npx` runs it. */
const stubs: Readonly<Record<string, string>> = {
  npm: `echo "npm $*" >> "$ASKED"
while [ $# -gt 0 ]; do
  if [ "$1" = --prefix ]; then
    mkdir -p "$2/node_modules/.bin"
    ln -sf "$PORTCULLIS_MAIN" "$2/node_modules/.bin/portcullis"
  fi
  shift
done`,
  npx: `echo "npx $*" >> "$ASKED"
while [ "$1" != portcullis ]; do shift; done
shift
exec node "$PORTCULLIS_MAIN" "$@"`,
};

export function makeRunner(): Runner {
  const project = orchardProject();
  const asked = project.file('.runner/asked');
  for (const [name, text] of Object.entries(stubs)) {
    project.write(`.runner/bin/${name}`, `#!/bin/sh\n${text}\n`);
    fs.chmodSync(project.file(`.runner/bin/${name}`), 0o755);
  }
  project.write('.runner/temp/event.json', JSON.stringify({ pull_request: { number: 7 } }));
  project.write('.runner/asked', '');
  return {
    project,
    asked: () => fs.readFileSync(asked, 'utf8').split('\n').filter(Boolean),
    env: {
      PATH: `${project.file('.runner/bin')}:${path.dirname(process.execPath)}:${process.env['PATH']}`,
      HOME: project.file('.runner'),
      ASKED: asked,
      PORTCULLIS_MAIN: main,
      RUNNER_TEMP: project.file('.runner/temp'),
    },
  };
}
