import type { StoredDetection } from '../../store/detections.js';
import type { Detection } from '../../telemetry/detection/detection.js';
import { callsIn, count, isoTime } from '../facts.js';
import { defineItem } from '../item.js';

const atOnce = 500;
const most = 10_000;

export default defineItem({
  id: 'detections',
  title: 'Detections, with what became of them',
  subject: 'everything that detectors noticed in the period',
  method: 'EXAMINE',
  validDays: 30,
  how: 'portcullis start runs the detectors; portcullis detections list shows what they noticed',

  async collect(source, period) {
    const { newest } = await callsIn(source, period);
    const found: StoredDetection[] = [];
    for (let before: string | undefined; found.length < most; before = found.at(-1)!.id) {
      const page = await source.store.detections.list({
        since: period.from,
        limit: atOnce,
        ...(before ? { before } : {}),
      });
      found.push(...page);
      if (page.length < atOnce) break;
    }
    const inPeriod = found.filter(({ time }) => time < period.to);
    if (inPeriod.length === 0 && newest === undefined)
      return { missing: 'nothing was logged in the period that a detector could look at' };
    const closed = inPeriod.filter(({ state }) => state === 'closed').length;
    return {
      summary: `${count(inPeriod.length, 'detection')}, ${closed} closed with a reason; ${meanOf(inPeriod)}`,
      columns: [
        'detection',
        'time',
        'detector',
        'severity',
        'about',
        'state',
        'closed by',
        'reason',
        'responses',
        'seconds to respond',
      ],
      rows: inPeriod.map((detection) => [
        detection.id,
        isoTime(detection.time),
        detection.rule,
        (detection.document as Partial<Detection>).severity ?? '',
        detection.about,
        detection.state,
        detection.closedBy ?? '',
        detection.reason ?? '',
        detection.blocks.map(({ effect }) => effect).join(' '),
        secondsToRespond(detection) ?? '',
      ]),
      newest: Math.max(newest ?? 0, ...inPeriod.map(({ time }) => time)),
    };
  },
});

/** From what was noticed to the first thing that was done about it. */
function secondsToRespond({ time, blocks }: StoredDetection): number | undefined {
  if (blocks.length === 0) return undefined;
  return Math.max(0, Math.round((Math.min(...blocks.map(({ createdAt }) => createdAt)) - time) / 1000));
}

function meanOf(found: readonly StoredDetection[]): string {
  const times = found.flatMap((one) => secondsToRespond(one) ?? []);
  if (times.length === 0) return 'none was answered by a block';
  return `mean time to a response ${Math.round(times.reduce((sum, n) => sum + n, 0) / times.length)} s (${count(times.length, 'response')})`;
}
