import { groupBy } from '../../model/infer/group-by.js';
import { callsIn, count, isoTime, nothingLogged } from '../facts.js';
import { defineItem } from '../item.js';

const mostRead = 20_000;

export default defineItem({
  id: 'credential-denials',
  title: 'Refused credentials and roles, by reason',
  subject: 'denials with status 401 and 403',
  method: 'EXAMINE',
  validDays: 30,
  how: 'portcullis start serves the API and logs every denial',

  async collect(source, { from, to }) {
    const { newest } = await callsIn(source, { from, to });
    if (newest === undefined) return nothingLogged;
    const { events } = source.store;
    const pages = await Promise.all(
      [401, 403].map((status) => events.search({ kind: 'denial', status, since: from, until: to, limit: mostRead })),
    );
    const found = pages.flat();
    const groups = groupBy(found, ({ code = '', operationId = '' }) => `${code} ${operationId}`);
    const counted = await Promise.all(
      [401, 403].map((status) => events.count({ kind: 'denial', status, since: from, until: to })),
    );
    const total = counted.reduce((sum, n) => sum + n, 0);
    return {
      summary: `${count(total, 'denial')} for credentials, roles, scopes and owners${total > found.length ? `; the newest ${found.length} by reason` : ''}`,
      columns: ['code', 'operation', 'status', 'denials', 'first', 'last'],
      rows: [...groups.values()]
        .sort((a, b) => b.length - a.length)
        .map((group) => [
          group[0]!.code ?? '',
          group[0]!.operationId ?? '',
          group[0]!.status ?? '',
          group.length,
          isoTime(Math.min(...group.map(({ time }) => time))),
          isoTime(Math.max(...group.map(({ time }) => time))),
        ]),
      newest,
      records: found.slice(0, 20).map(({ id }) => id),
    };
  },
});
