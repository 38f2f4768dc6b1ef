import type { Project } from '../../model/types.js';
import { callsIn, count, isoTime, nothingLogged } from '../facts.js';
import { defineItem } from '../item.js';

const most = 2000;

const hasTls = (project: Project | undefined): boolean => (project?.listen ?? []).some(({ tls }) => tls !== undefined);

export default defineItem({
  id: 'certificate-history',
  title: 'Certificates that changed or were refused',
  subject: 'events about the certificates of the listeners',
  method: 'EXAMINE',
  validDays: 400,
  how: 'renew the certificate file of a running gateway: it is read again and logged',

  async collect(source, period) {
    const { events } = source.store;
    const found = (
      await Promise.all(
        (['certificate_changed', 'certificate_refused'] as const).map((kind) =>
          events.search({ kind, since: period.from, until: period.to, limit: most }),
        ),
      )
    )
      .flat()
      .sort((a, b) => b.time - a.time);
    const { newest } = await callsIn(source, period);
    if (found.length === 0 && newest === undefined) return nothingLogged;
    if (!hasTls(source.project)) return { missing: 'no address has `tls`, so no certificate was served' };
    return {
      summary: `${count(found.length, 'event')} about certificates`,
      columns: ['event', 'time', 'what', 'detail'],
      rows: found.map(({ id, time, kind, detail }) => [id, isoTime(time), kind, JSON.stringify(detail ?? {})]),
      newest: Math.max(found[0]?.time ?? 0, newest ?? 0),
      records: found.map(({ id }) => id),
    };
  },
});
