import { groupBy } from '../../model/infer/group-by.js';
import { callsIn, count, dailyCounts, denialsByStatus, isoDay, nothingLogged } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'authentication-events',
  title: 'Calls with and without a valid credential, by day',
  subject: 'every call of the period that the gateway judged',
  method: 'EXAMINE',
  validDays: 30,
  how: 'portcullis start serves the API and logs every call',

  async collect(source, period) {
    const { calls, newest } = await callsIn(source, period);
    if (newest === undefined) return nothingLogged;
    const days = groupBy(await dailyCounts(source, period), ({ minute }) => isoDay(minute));
    const [refused] = await denialsByStatus(source.store, period, [401]);
    const rows = [...days].map(([day, sums]) => {
      const of = (...outcomes: readonly string[]): number =>
        sums.filter(({ outcome }) => outcomes.includes(outcome)).reduce((sum, { count: n }) => sum + n, 0);
      return [day, of('allowed'), of('denied'), of('would-deny')];
    });
    return {
      summary: `${count(calls, 'call')} judged, ${refused?.denied ?? 0} refused for want of a valid credential (401)`,
      columns: ['day (UTC)', 'allowed', 'denied', 'would be denied'],
      rows,
      newest,
    };
  },
});
