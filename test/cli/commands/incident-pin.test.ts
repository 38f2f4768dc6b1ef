import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { uuidv7 } from '../../../src/core/ids.js';
import { openStore } from '../../../src/store/open-store.js';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
const time = Date.UTC(2026, 10, 24, 12);
const id = uuidv7(time);
before(async () => {
  const store = openStore(project.file('.portcullis'));
  await store.events.insert([
    {
      id,
      time,
      kind: 'denial',
      outcome: 'denied',
      severity: 'medium',
      api: 'orchard',
      operationId: 'getOrder',
      client: '203.0.113.9',
      status: 403,
    },
  ]);
  await store.close();
  await project.run('incident', 'open', '--title', 'Orders read');
});
after(() => project.close());

describe('portcullis incident pin', () => {
  it('puts an event into the timeline at its own time, once', async () => {
    assert.equal((await project.run('incident', 'pin', '1', id)).stdout, 'pinned 1 event to incident 1\n');
    await project.run('incident', 'pin', '1', id);
    const { stdout } = await project.run('incident', 'show', '1');
    assert.equal(stdout.match(/2026-11-24 12:00 .* event denial denied: getOrder 203\.0\.113\.9 403/g)?.length, 1);
  });

  it('knows the events that there are', async () => {
    assertRefused(await project.run('incident', 'pin', '1', uuidv7(time)), /there is no event/);
    assertRefused(await project.run('incident', 'pin', '1', 'nonsense'), /there is no event nonsense/);
  });
});
