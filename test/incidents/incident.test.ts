import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deadlinesOf, spansOf, spanWords } from '../../src/incidents/incident.js';

const hour = 3_600_000;
const aware = Date.UTC(2026, 10, 24, 12);

describe('the clocks of an incident', () => {
  it('run from its beginning to the detection, and from there on', () => {
    const clocks = { beganAt: aware - hour, detectedAt: aware, awareAt: aware + 60_000 };
    assert.deepEqual(spansOf(clocks), { toDetect: hour });
    assert.deepEqual(spansOf({ ...clocks, containedAt: aware + hour, provedAt: aware + 2 * hour }), {
      toDetect: hour,
      toContain: hour,
      toProve: 2 * hour,
    });
  });

  it('begin with awareness where nothing detected it, and never run backwards', () => {
    assert.deepEqual(spansOf({ awareAt: aware, containedAt: aware + hour }), { toContain: hour });
    assert.deepEqual(spansOf({ beganAt: aware + hour, awareAt: aware }), { toDetect: 0 });
  });
});

describe('the deadlines of an incident', () => {
  it('run from awareness, the nearest first; one that has passed is negative', () => {
    const deadlines = deadlinesOf(
      { clocks: { awareAt: aware } },
      [
        { name: 'authority', hours: 72 },
        { name: 'card scheme', hours: 24 },
      ],
      aware + 25 * hour,
    );
    assert.deepEqual(
      deadlines.map(({ name, leftMillis }) => [name, leftMillis / hour]),
      [
        ['card scheme', -1],
        ['authority', 47],
      ],
    );
  });

  it('are told in words', () => {
    const words = [20_000, 60_000, 59 * 60_000, hour, 3 * hour + 20 * 60_000, 47 * hour, 72 * hour, -hour];
    assert.deepEqual(words.map(spanWords), [
      '20 s', '1 min', '59 min', '1 h', '3 h 20 min', '47 h', '3 days', '1 h',
    ]); // prettier-ignore
  });
});
