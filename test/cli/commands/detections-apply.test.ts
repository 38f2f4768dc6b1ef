import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ActorBlock } from '../../../src/store/detections.js';
import { orchardProject } from '../bench.js';
import { detectionId, notice } from './noticed.js';

const project = orchardProject();
before(() => notice(project));
after(() => project.close());

describe('portcullis detections apply', () => {
  it('slows the actor down for 15 minutes', async () => {
    const block = await project.json<ActorBlock>('detections', 'apply', '384032a4', 'throttle');
    assert.deepEqual([block.detectionId, block.effect], [detectionId, 'throttle']);
    assert.equal(block.expiresAt - block.createdAt, 900_000);
    type Told = readonly { readonly code: string; readonly detail: { readonly subject: string } }[];
    const told = await project.json<Told>('events', 'search', '--log', 'audit');
    // To read the log is told by the log as well.
    const entry = told.find(({ code }) => code !== 'log_read');
    assert.deepEqual([entry?.code, entry?.detail.subject], ['response_applied', detectionId], 'the audit log has it');
  });

  it('takes no other action', async () => {
    const { code, stderr } = await project.run('detections', 'apply', '384032a4', 'delete');
    assert.equal(code, 2);
    assert.match(stderr, /one of throttle, block/);
  });
});
