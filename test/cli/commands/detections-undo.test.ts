import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { StoredDetection } from '../../../src/store/detections.js';
import { orchardProject } from '../bench.js';
import { notice } from './noticed.js';

const project = orchardProject();
before(() => notice(project));
after(() => project.close());

it('portcullis detections undo ends the blocks of a detection and closes it, with who and why', async () => {
  const { code, stdout } = await project.run('detections', 'undo', '384032a4', '--reason', 'our own test');
  assert.equal(code, 0);
  assert.match(stdout, /^384032a4 \(decoy-touched\) is closed; its block ends within a second$/m);
  assert.deepEqual(await project.json('detections', 'list', '--open'), []);
  const [closed] = await project.json<readonly StoredDetection[]>('detections', 'list', '--all');
  assert.equal(closed?.reason, 'our own test');
  assert.ok(closed.blocks[0]?.undoneAt !== undefined && closed.blocks[0].undoneBy !== undefined);
});
