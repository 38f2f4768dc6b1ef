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
    const { lessonForFinding } = await import('../../app/learn-files.js');
    const lesson = wanted === 'open' ? undefined : lessonForFinding(stored.finding);
    writeResult(app, { ...stored, lesson: lesson ?? null }, () => {
      const { fingerprint: id, status: now, message } = stored.finding;
      const offer =
        lesson === undefined ? '' : `lesson ${lesson.number}, ${lesson.title}: ${visibleText(lesson.command)}\n`;
      return `${id.slice(0, 8)} is ${now}: ${visibleText(message)}\n${offer}`;
    });
    return 0;
  },
});
