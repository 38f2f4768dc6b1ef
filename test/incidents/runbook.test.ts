import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allRunbooks, findRunbook, runbookForDetector } from '../../src/app/runbooks.js';
import { commandsOf, readRunbook } from '../../src/incidents/runbook.js';
import { detectors } from '../../src/telemetry/detectors.js';

const text = `---
number: 3
title: Something
summary: Something happened.
detectors: []
goals: { detectMinutes: 1, containMinutes: 2, proveMinutes: 3 }
sources: [CWE-1]
values: { KEY: 'a key' }
---

${['Investigate', 'Contain', 'Eradicate', 'Communicate', 'Recover'].map((part) => `## ${part}\n\nDo it.\n\n\`\`\`sh\nls "$KEY"\n\`\`\`\n`).join('\n')}`;

const refused = (content: string, words: RegExp, file = '03-something.md') =>
  assert.throws(() => readRunbook(file, content), words);

describe('a runbook', () => {
  it('has five parts with commands, goals and sources', () => {
    const runbook = readRunbook('03-something.md', text);
    assert.equal(runbook.id, 'something');
    assert.deepEqual(runbook.goals, { detectMinutes: 1, containMinutes: 2, proveMinutes: 3 });
    assert.equal(commandsOf(runbook).Contain, 'ls "$KEY"');
  });

  it('is refused when a part, a command, a number or the meaning of a variable is missing', () => {
    refused('no front matter', /begins with ---/);
    refused(text, /number 3 is not that of the name/, '04-something.md');
    refused(text.replace('## Eradicate', '## Repair'), /its parts must be Investigate, Contain, Eradicate/);
    refused(text.replace('```sh\nls "$KEY"\n```\n', ''), /Investigate has no command/);
    refused(text.replace("{ KEY: 'a key' }", '{}'), /does not explain KEY/);
    refused(text.replace('detectMinutes: 1', 'detectMinutes: 0'), /"detectMinutes" must be a number above 0/);
    refused(text.replace('sources: [CWE-1]', 'sources: CWE-1'), /"sources" must be a list/);
  });
});

describe('the runbooks', () => {
  it('are fourteen, numbered, and cite by number', () => {
    assert.deepEqual(
      allRunbooks().map(({ number }) => number),
      Array.from({ length: 14 }, (_, i) => i + 1),
    );
    for (const { id, sources } of allRunbooks()) {
      assert.ok(sources.length >= 2, id);
      for (const source of sources) assert.match(source, /^(NIST SP 800-\S+|CWE-\d+|RFC \d+|API\d+:2023)$/, id);
    }
  });

  it('have one for whatever a detector notices, and name no detector that there is not', () => {
    const named = allRunbooks().flatMap((runbook) => runbook.detectors);
    assert.deepEqual(named.toSorted(), [...detectors.ids].toSorted());
    assert.equal(runbookForDetector('object-enumeration')?.id, 'bola-exfiltration');
  });

  it('are found by number and by name', () => {
    assert.equal(findRunbook('4').id, 'bola-exfiltration');
    assert.throws(() => findRunbook('bola-exfiltraton'), /There is no runbook/);
  });
});
