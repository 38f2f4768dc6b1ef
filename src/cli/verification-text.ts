import { visibleText } from '../core/visible-text.js';
import type { Paint } from '../report/paint.js';
import type { LogResult, Tampering } from '../telemetry/verify-log.js';
import type { Verification } from '../telemetry/verify.js';

const names = { control: 'audit log', denials: 'denials and other events', access: 'allowed calls' } as const;

const what: Readonly<Record<Tampering['kind'], string>> = {
  'record-changed': 'the record is not the one that was logged',
  'index-changed': 'what searches see is not what the record says',
  'records-removed': 'records are missing',
  'tail-removed': 'the end is cut off',
  'records-added': 'a record was added that the log does not know',
  'history-changed': 'records were changed with their hashes, removed, added or put into another order',
  'file-replaced': 'the file does not go on from the one before it',
  'checkpoint-invalid': 'a checkpoint is not to be believed',
};

const against = {
  store: 'against the signed checkpoints of the store',
  outside: 'against the checkpoint kept elsewhere',
  head: 'against the head of the log',
} as const;

/** One thing that is wrong: what, in which log, at which records, file and time. */
function problemText({ kind, log, first, last, ...place }: Tampering): string {
  const leaves = first === last ? `leaf ${first}` : `leaves ${first} to ${last}`;
  const parts = [
    `${names[log]}, ${kind === 'checkpoint-invalid' ? `size ${first}` : leaves}: ${what[kind]}`,
    place.reason,
    place.against && against[place.against],
    place.file,
    place.id && `id ${place.id}`,
    place.time !== undefined && Number.isFinite(place.time) && `time ${timeText(place.time)}`,
  ];
  return visibleText(parts.filter(Boolean).join('; '));
}

function timeText(time: number): string {
  return Math.abs(time) < 8.64e15 ? new Date(time).toISOString() : 'unreadable';
}

function logLines({ log, records, size, first, files, matched, unsigned, beyond }: LogResult): string[] {
  const checkpoints = matched.store + matched.outside;
  const lines = [
    `${names[log]}: ${records} records read of ${size}, ${files} file${files === 1 ? '' : 's'}, ${checkpoints} checkpoint${checkpoints === 1 ? '' : 's'} match${checkpoints === 1 ? 'es' : ''}`,
  ];
  if (first > 0)
    lines.push(`  leaves 0 to ${first - 1} are not there any more: their files were dropped, by retention as a rule`);
  if (beyond > 0) lines.push(`  ${beyond} checkpoints of that part cannot be compared`);
  if (unsigned > 0) lines.push(`  the last ${unsigned} are not covered by a checkpoint yet`);
  return lines;
}

const limits = [
  'What this does not prove: that everything that happened was logged; that a record was true when it was written;',
  'that nobody who has this folder wrote all of it anew, records, hashes, checkpoints and key: only a checkpoint kept',
  'elsewhere shows that (--checkpoint FILE, `eventLog.checkpoints` in the policy). What was appended since is not covered by it.',
];

/** The outcome for a person; the most important line is the last. */
export function verificationText(
  { logs, problems, more }: Verification,
  { paint, outside }: { readonly paint: Paint; readonly outside: number },
): string {
  const total = problems.length + more;
  const verdict =
    total === 0
      ? `${paint.bold('verified')}: nothing is changed, missing, added or out of order${outside ? '' : '; no checkpoint from elsewhere was compared'}`
      : paint.bold(
          `TAMPERED: ${total} place${total === 1 ? '' : 's'}${more ? `, the first ${problems.length} are listed` : ''}`,
        );
  const lines = [...logs.flatMap(logLines), '', ...limits, '', ...problems.map(problemText), verdict];
  return `${lines.join('\n')}\n`;
}
