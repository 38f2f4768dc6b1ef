import { groupBy } from '../../model/infer/group-by.js';
import { callsIn, count, isoTime, nothingLogged } from '../facts.js';
import { defineItem } from '../item.js';

const mostRead = 20_000;

export default defineItem({
  id: 'undocumented-calls',
  title: 'Calls of operations that no contract has',
  subject: 'calls that were refused because the operation is unknown',
  method: 'EXAMINE',
  validDays: 30,
  how: 'portcullis start serves the API; unknown operations are denied and logged',

  async collect(source, period) {
    const { calls, newest } = await callsIn(source, period);
    if (newest === undefined) return nothingLogged;
    const events = (
      await source.store.events.search({ status: 404, since: period.from, until: period.to, limit: mostRead })
    ).filter(({ code }) => code === 'OPERATION_UNKNOWN');
    const byTemplate = groupBy(events, ({ method = '', template = '' }) => `${method} ${template}`);
    return {
      summary: `${count(events.length, 'call')} of unknown operations among ${calls} calls`,
      columns: ['method', 'path (hash of its template)', 'calls', 'first', 'last'],
      rows: [...byTemplate.values()].map((group) => [
        group[0]!.method ?? '',
        group[0]!.template ?? '',
        group.length,
        isoTime(group.at(-1)!.time),
        isoTime(group[0]!.time),
      ]),
      newest,
      records: events.slice(0, 20).map(({ id }) => id),
    };
  },
});
