import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { severities } from '../../src/core/finding.js';
import { makePaint } from '../../src/report/paint.js';

describe('paint', () => {
  it('changes nothing where colours are not wanted', () => {
    const paint = makePaint(false);
    for (const style of [paint.bold, paint.dim, paint.good, paint.bad]) assert.equal(style('text'), 'text');
    for (const severity of severities) assert.equal(paint.severity(severity), severity);
  });

  it('wraps a text in commands and undoes them, whether or not this process has a terminal', () => {
    const paint = makePaint(true);
    assert.equal(paint.good('text'), '\u001b[32mtext\u001b[39m');
    assert.equal(paint.severity('high', '3 high'), '\u001b[31m3 high\u001b[39m');
  });

  it('gives every severity a look of its own', () => {
    const paint = makePaint(true);
    assert.equal(new Set(severities.map((severity) => paint.severity(severity, 'x'))).size, severities.length);
  });
});
