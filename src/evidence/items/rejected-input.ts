import { callsIn, count, denialsByStatus, nothingLogged } from '../facts.js';
import { defineItem } from '../item.js';

/** What the guards of messages, contract and inspection answer with. */
const statuses = [400, 405, 411, 413, 414, 415, 422, 431];

export default defineItem({
  id: 'rejected-input',
  title: 'Input that was refused',
  subject: 'denials for messages, parameters and bodies that break the contract, or hold an attack',
  method: 'EXAMINE',
  validDays: 30,
  how: 'portcullis start serves the API and logs every denial',

  async collect(source, period) {
    const { calls, newest } = await callsIn(source, period);
    if (newest === undefined) return nothingLogged;
    const rows = await denialsByStatus(source.store, period, statuses);
    const denied = rows.reduce((sum, row) => sum + row.denied, 0);
    const sample = await source.store.events.search({
      kind: 'denial',
      statusClass: 4,
      since: period.from,
      until: period.to,
      limit: 500,
    });
    return {
      summary: `${denied} of ${count(calls, 'call')} refused for what they sent`,
      columns: ['status', 'denied', 'would be denied'],
      rows: rows.map(({ status, denied: n, wouldDeny }) => [status, n, wouldDeny]),
      newest,
      records: sample
        .filter(({ status }) => status !== undefined && statuses.includes(status))
        .slice(0, 20)
        .map(({ id }) => id),
    };
  },
});
