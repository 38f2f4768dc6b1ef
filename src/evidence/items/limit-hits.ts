import { groupBy } from '../../model/infer/group-by.js';
import { callsIn, count, isoTime, nothingLogged } from '../facts.js';
import { defineItem } from '../item.js';

const mostRead = 20_000;

export default defineItem({
  id: 'limit-hits',
  title: 'Limits that were reached',
  subject: 'denials with status 429',
  method: 'EXAMINE',
  validDays: 30,
  how: 'portcullis start serves the API and logs every denial',

  async collect(source, { from, to }) {
    const { calls, newest } = await callsIn(source, { from, to });
    if (newest === undefined) return nothingLogged;
    const query = { kind: 'denial', status: 429, since: from, until: to } as const;
    const found = await source.store.events.search({ ...query, limit: mostRead });
    const groups = groupBy(found, ({ operationId = '', code = '' }) => `${operationId} ${code}`);
    return {
      summary: `${await source.store.events.count(query)} of ${count(calls, 'call')} refused by a limit`,
      columns: ['operation', 'code', 'denials', 'first', 'last'],
      rows: [...groups.values()].map((group) => [
        group[0]!.operationId ?? '',
        group[0]!.code ?? '',
        group.length,
        isoTime(group.at(-1)!.time),
        isoTime(group[0]!.time),
      ]),
      newest,
      records: found.slice(0, 20).map(({ id }) => id),
    };
  },
});
