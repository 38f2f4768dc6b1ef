import { userInfo } from 'node:os';
import type { FindingStatus } from '../../core/finding.js';
import { visibleText } from '../../core/visible-text.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { isoDate, oneOf } from '../parse.js';

const settable: readonly FindingStatus[] = ['open', 'accepted', 'false-positive', 'fixed'];

export default defineCommand({
  id: 'findings-set',
  words: ['findings', 'set'],
  arguments: [
    { name: '<finding>', describe: 'fingerprint, or the first characters of it' },
    { name: '<status>', describe: settable.join(', ') },
  ],
  summary: 'Triage a finding: accept the risk until a date, or call it a false positive',
  examples: [
    'portcullis findings set 3f9a12c4 accepted --reason "behind the VPN until Q1" --expires 2027-01-31',
    'portcullis findings set 3f9a12c4 false-positive --reason "the catalogue is public on purpose"',
  ],
  options: {
    reason: { flags: '--reason <text>', describe: 'why (needed to accept or dismiss)', parse: (text: string) => text },
    expires: { flags: '--expires <date>', describe: 'ISO date, needed to accept', parse: isoDate('--expires') },
  },
  async run({ args: [fingerprint, status], options: { reason, expires } }, app) {
    const wanted = oneOf('<status>', settable)(status!);
    const store = await app.store();
    const triage = { reason: reason ?? '', by: userInfo().username, ...(expires ? { expires } : {}) };
    const stored = await store.findings.setStatus(fingerprint!, wanted, triage);
    writeResult(
      app,
      stored,
      () =>
        `${stored.finding.fingerprint.slice(0, 8)} is ${stored.finding.status}: ${visibleText(stored.finding.message)}\n`,
    );
    return 0;
  },
});
