import type { Detector } from '../../telemetry/detection/detector.js';
import { code, page, table } from './markdown.js';

const intro = [
  'Detectors look at the event log while it is written, in the main process. Nothing waits for them: when one breaks, requests go on, the log says so, and it begins anew. At a start they read the last 24 hours, so that they know what is usual.',
  '`portcullis detections list` shows them with what the policy makes of them, `list --open` what they noticed, `show ID` one detection with its evidence, `apply ID throttle` does what it proposes, `undo ID` ends its blocks. `test` runs the scenarios that every detector brings along, with your thresholds; `replay LOG` runs all detectors over a recorded log and changes nothing.',
];

const actors = [
  '**Who.** An actor is the first of these that is known: principal, credential, session (the cookie that `detections.context.sessionCookie` names), address (/64 of IPv6) with user agent. A detection reports all of them.',
  '**What is done.** `alert` and `log` are records. `throttle` (10 calls a minute in each worker) and `block` last 15 minutes at most, are kept in the store so that a restart does not end them, and reach the workers within half a second. A block names the credential before its holder, so that a stolen token does not lock out its owner; and who proved to be somebody is never taken for a stranger at the same address. In monitor mode a block is only recorded. `revoke` is always a proposal. Only the detectors marked *acts* do anything by themselves; the others propose.',
  '**Privacy.** Events name objects, accounts, user agents and sessions by keyed hashes. They tell two of them apart, and nothing else.',
  '**Limits.** A block reaches nobody who changes the address and the user agent with every call. Detectors that compare with the past need a week for it. Place, account, flow and decoy are only known where `detections.context` names them.',
];

/** The catalogue of detectors as a Markdown page. */
export function detectionDocs(detectors: Iterable<Detector>): string {
  const all = [...detectors].sort((a, b) => a.number - b.number);
  const rows = all.map(({ number, id, title, severity, response, acts }) => [
    String(number),
    `[${id}](#${id})`,
    title,
    severity,
    response.join(', ') + (acts ? ' (acts)' : ''),
  ]);
  return page(
    'Detections',
    ...intro,
    table(['#', 'detector', 'behaviour', 'severity', 'response'], rows),
    ...actors,
    ...all.map(section),
  );
}

function section(detector: Detector): string {
  const { id, number, title, attack, owasp, guard, runbook, dedupSeconds, thresholds, requires } = detector;
  const rows = Object.entries(thresholds).map(([name, value]) => [code(name), String(value.default), value.describe]);
  return [
    `## ${id}`,
    `${number}. ${title}. ATT&CK ${attack}, OWASP ${code(owasp)}. The same about the same is told once in ${minutes(dedupSeconds)}.${requires ? ` Off without ${code(requires.setting)}.` : ''}`,
    table(['threshold', 'default', 'meaning'], rows),
    `**Not fooled by:** ${guard}.`,
    `**Runbook:** ${runbook}`,
  ].join('\n\n');
}

function minutes(seconds: number): string {
  return seconds >= 7200 ? `${seconds / 3600} hours` : `${seconds / 60} minutes`;
}
