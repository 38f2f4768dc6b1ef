import assert from 'node:assert/strict';
import { test } from 'node:test';
import markdown from '../../../src/report/formats/markdown.js';
import { commandsIn, findingOf, hostile, plain, runOf } from '../run-of.js';

test('worst first, with place, references, fix and the command', () => {
  const findings = [
    findingOf({ severity: 'low', message: 'small' }),
    findingOf({ severity: 'critical', message: 'big', reproduce: "curl 'http://127.0.0.1/'" }),
  ];
  const text = markdown.render(runOf(findings), plain);
  assert.match(text, /^### Portcullis audit: 1 critical, 1 low\n/);
  assert.ok(text.indexOf('critical: big') < text.indexOf('low: small'));
  assert.match(text, /`openapi\.yaml:12` · OWASP API1:2023, CWE-639/);
  assert.match(text, /```sh\ncurl 'http:\/\/127\.0\.0\.1\/'\n```/);
});

test('text of an API becomes no link, image, mention, HTML or code', () => {
  const message = '<img src=x> [a](http://b) @team #1 `c` **d** | e';
  const text = markdown.render(runOf([findingOf({ message })]), plain);
  assert.match(text, /\\<img src=x\\> \\\[a\\\]\(http:\/\/b\) \\@team \\#1 \\`c\\` \\\*\\\*d\\\*\\\* \\\| e/);
});

test('a command with back-ticks stays inside its block', () => {
  const text = markdown.render(runOf([findingOf({ reproduce: 'echo ```\nrm' })]), plain);
  assert.match(text, /````sh\necho ```\nrm\n````/);
});

test('fits a comment on GitHub, and says how much is left out', () => {
  const many = Array.from({ length: 3_000 }, (_, i) => findingOf({ message: `finding ${i} ${'x'.repeat(80)}` }));
  const text = markdown.render(runOf(many), plain);
  assert.ok(text.length <= 65_536, String(text.length));
  assert.match(text, /\d+ more in the other formats/);
});

test('an incomplete run says so, and what was skipped', () => {
  const text = markdown.render(
    runOf([], { outcome: 'incomplete', skipped: [{ id: 'bola', reason: 'one actor' }] }),
    plain,
  );
  assert.match(text, /Skipped: `bola` \(one actor\)/);
  assert.match(text, /\*\*This run is incomplete\.\*\*/);
});

test('hostile text commands no terminal', () => {
  assert.deepEqual(
    commandsIn(markdown.render(runOf([findingOf({ message: hostile, reproduce: hostile })]), plain)),
    [],
  );
});
