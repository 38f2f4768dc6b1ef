import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { detectors } from '../../../src/telemetry/detectors.js';
import type { Detection } from '../../../src/telemetry/detection/detection.js';
import { eventsOf } from '../../../src/telemetry/detection/scenario.js';
import { toOcsf } from '../../../src/telemetry/ocsf.js';
import { orchardProject } from '../bench.js';

const project = orchardProject();
after(() => project.close());
const events = [...eventsOf(detectors.get('path-discovery')!.fires[0]!)];

interface Replayed {
  readonly events: number;
  readonly detections: readonly Detection[];
}

describe('portcullis detections replay', () => {
  it('notices in an exported log, newest first, what was in it', async () => {
    project.write(
      'log.ndjson',
      events
        .toReversed()
        .map((event) => JSON.stringify(toOcsf(event, '1')))
        .join('\n'),
    );
    const replayed = await project.json<Replayed>('detections', 'replay', 'log.ndjson');
    assert.equal(replayed.events, events.length);
    assert.equal(replayed.detections[0]?.rule, 'path-discovery');
  });

  it('names the line that is no event', async () => {
    project.write('bad.ndjson', `${JSON.stringify(events[0])}\nnonsense\n`);
    const { code, stderr } = await project.run('detections', 'replay', 'bad.ndjson');
    assert.equal(code, 2);
    assert.match(stderr, /bad\.ndjson:2:1: This line is no event \[SYNTAX_INVALID\]/);
  });

  it('says so when the file is not there', async () => {
    const { code, stderr } = await project.run('detections', 'replay', 'none.ndjson');
    assert.equal(code, 2);
    assert.match(stderr, /FILE_UNREADABLE/);
  });
});
