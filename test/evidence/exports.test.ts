import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { controlsCsv, populationCsv } from '../../src/evidence/csv.js';
import { exportFormats, renderEvidence } from '../../src/evidence/formats.js';
import { evidencePage, periodText } from '../../src/evidence/html.js';
import { wording } from '../../src/evidence/wording.js';
import { smallReport } from './report.js';

describe('every export', () => {
  for (const format of exportFormats) {
    test(`${format} says that it supports and does not certify, and gives no percentage`, () => {
      const text = renderEvidence(smallReport, format);
      assert.ok(text.includes(wording));
      assert.doesNotMatch(text.replaceAll(/<style>[^]*?<\/style>/g, ''), /\d\s?%|percent/);
      assert.ok(text.endsWith('\n'));
    });
  }
});

describe('CSV', () => {
  test('has a line for each control and item', () => {
    const lines = controlsCsv(smallReport).split('\r\n');
    assert.equal(lines.length, 1 + 3 + 1 + 1);
    assert.match(lines[1]!, /^tiny,6\.3\.1,Assess,audit-runs,Static assessments,present,/);
    assert.match(lines[3]!, /,missing,nobody completed a lesson,.*,run it$/);
  });

  test('makes no formula of what a row holds', () => {
    assert.match(populationCsv(smallReport.items[0]!), /^run,findings\r\nr1,3\r\n'=cmd\|x,0\r\n/);
  });

  test('says when rows are left out', () => {
    const item = smallReport.items[0]!;
    const capped = { ...item, population: { ...item.population, total: 30_000 } };
    assert.match(populationCsv(capped), /\r\n2 of 30000 rows\r\n/);
  });
});

describe('HTML', () => {
  const page = evidencePage(smallReport);

  test('shows controls, items, states and rows, and loads nothing', () => {
    assert.match(page, /<span class="state stale">stale<\/span><a href="#pentest-runs">/);
    assert.match(page, /<td>r1<\/td><td class="number">3<\/td>/);
    assert.doesNotMatch(page, /<script|<link|src=|https?:/);
  });

  test('keeps what it quotes text', () => {
    assert.match(page, /Attack &lt;runs&gt;/);
    assert.doesNotMatch(page, /Attack <runs>/);
  });

  test('gives the last day of a period as people do', () => {
    assert.equal(periodText({ from: Date.UTC(2026, 6, 1), to: Date.UTC(2026, 9, 1) }), '2026-07-01 to 2026-09-30');
  });
});

describe('JSON', () => {
  test('has times in ISO 8601 and every row', () => {
    const { period, items } = JSON.parse(renderEvidence(smallReport, 'json')) as {
      period: { to: string };
      items: readonly { expires?: string; population: { rows: unknown[] } }[];
    };
    assert.equal(period.to, '2026-11-24T12:00:00.000Z');
    assert.deepEqual([items[0]!.expires, items[0]!.population.rows.length], ['2026-12-24T12:00:00.000Z', 2]);
  });
});
