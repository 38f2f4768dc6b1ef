import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { read, readJson, root } from './repository.js';

const file = path.join(root, '.ci', 'run');
const scripts = (readJson('package.json') as { scripts: Readonly<Record<string, string>> }).scripts;

test('.ci/run is a valid script that can be run', () => {
  assert.ok(fs.statSync(file).mode & 0o100, 'chmod +x .ci/run');
  execFileSync('bash', ['-n', file]);
  assert.match(read('.ci/run'), /^set -euo pipefail$/m);
});

test('.ci/run runs lint, types, build and then the tests by scripts that exist', () => {
  const steps = [...read('.ci/run').matchAll(/^npm (?:run )?([a-z]+)/gm)].map((match) => match[1]!);
  assert.deepEqual(steps, ['ci', 'lint', 'types', 'build', 'test']);
  for (const step of steps.slice(1)) assert.ok(scripts[step], `package.json has no script ${step}`);
});
