import { count } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'log-verification',
  title: 'Logs checked record by record',
  subject: 'every record of every log against its hash, and every checkpoint against the records',
  method: 'TEST',
  validDays: 7,
  how: 'portcullis start signs the logs; portcullis events verify says the same',

  async collect(source) {
    const { logs, problems, more } = await source.verify();
    const compared = logs.reduce((sum, { matched }) => sum + matched.store + matched.outside, 0);
    if (compared === 0 && problems.length === 0)
      return { missing: 'no log is signed yet: there is nothing to check it against' };
    const records = logs.reduce((sum, { records: read }) => sum + read, 0);
    const wrong = problems.length + more;
    return {
      summary: `${count(records, 'record')} read, ${count(compared, 'checkpoint')} match; ${wrong === 0 ? 'nothing is changed, missing, added or out of order' : `${count(wrong, 'place')} TAMPERED with`}`,
      columns: [
        'log',
        'first record kept',
        'records read',
        'records in all',
        'checkpoints that match',
        'not signed yet',
        'faults',
      ],
      rows: logs.map((log) => [
        log.log,
        log.first,
        log.records,
        log.size,
        log.matched.store + log.matched.outside,
        log.unsigned,
        log.problems.length + log.more,
      ]),
    };
  },
});
