import { signedLogs } from '../../telemetry/checkpoint.js';
import { count, isIn, isoTime } from '../facts.js';
import { defineItem } from '../item.js';

const atOnce = 1000;

export default defineItem({
  id: 'log-checkpoints',
  title: 'Series of signed checkpoints',
  subject: 'states of the audit log and of both event logs, signed while they grew',
  method: 'EXAMINE',
  validDays: 2,
  how: 'portcullis start signs the logs every minute while they grow',

  async collect({ store }, period) {
    const rows: (readonly [string, string, number, string])[] = [];
    let newest = 0;
    for (const log of signedLogs) {
      for (let after = -1; ;) {
        const page = await store.checkpoints.list(log, { after, limit: atOnce });
        for (const { size, time, note } of page) {
          if (!isIn(period, time)) continue;
          rows.push([log, isoTime(time), size, note.split('\n')[2] ?? '']);
          newest = Math.max(newest, time);
        }
        if (page.length < atOnce) break;
        after = page.at(-1)!.size;
      }
    }
    if (rows.length === 0) return { missing: 'no checkpoint was signed in the period' };
    return {
      summary: `${count(rows.length, 'checkpoint')} of ${count(new Set(rows.map(([log]) => log)).size, 'log')}`,
      columns: ['log', 'time', 'records', 'root (base64)'],
      rows,
      newest,
    };
  },
});
