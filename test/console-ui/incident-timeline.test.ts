import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { timelineRows } from '../../console/screens/incidents/timeline-rows.js';
import { findingsPath, findingsText } from '../../console/screens/third-parties/findings-text.js';

const nothing = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };

describe('the timeline of an incident', () => {
  const event = { id: 'e1', time: 10, kind: 'denial', outcome: 'denied', severity: 'medium', api: 'shop' } as const;

  it('has notes, events and actions in the one order in which they happened', () => {
    const rows = timelineRows({
      timeline: [
        { at: 40, kind: 'change', by: 'ann', text: 'opened' },
        { at: 10, kind: 'pin', by: 'ann', event: 'e1' },
        { at: 30, kind: 'note', by: 'bob', text: 'called' },
      ],
      actions: [{ at: 20, by: 'carl', what: 'key revoked k1', record: 7 }],
      events: [event],
    });
    assert.deepEqual(
      rows.map(({ kind, by }) => `${kind} ${by}`),
      ['event ann', 'action carl', 'note bob', 'change ann'],
    );
    assert.equal(rows[0]?.event, event);
    assert.equal(rows[1]?.record, 7);
  });

  it('keeps the line of an event that the log does not keep any more', () => {
    const timeline = [{ at: 10, kind: 'pin', by: 'ann', event: 'gone' }] as const;
    const [row] = timelineRows({ timeline, actions: [], events: [event] });
    assert.equal(row?.event, undefined);
    assert.match(row!.text, /gone/);
  });
});

describe('the findings of a third party', () => {
  it('are never nothing where nobody looked', () => {
    assert.equal(findingsText({ findings: nothing }), 'not looked at');
    assert.equal(findingsText({ findings: nothing, checkedAt: 1 }), '0');
    assert.equal(findingsText({ findings: { ...nothing, low: 2, high: 1 }, checkedAt: 1 }), '1 high, 2 low');
  });

  it('have an address of their own', () => {
    assert.equal(findingsPath('Acme & Co'), '/findings?view=each&api=vendor%3AAcme+%26+Co');
  });
});
