import { count, noPolicy } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'published-documentation',
  title: 'Documentation for callers, by its hash',
  subject: 'the pages that contract and policy yield now, for each API',
  method: 'EXAMINE',
  validDays: 90,
  how: 'portcullis docs build writes them, once nothing in the examples must stay secret',

  async collect(source) {
    if (!source.project) return noPolicy;
    const built = await source.documentation();
    const ready = built.filter(({ digest }) => digest !== '');
    if (ready.length === 0) {
      const places = built.reduce((sum, { unpublishable }) => sum + unpublishable, 0);
      return { missing: `no documentation can be published: ${count(places, 'place')} would tell too much` };
    }
    return {
      summary: `${count(ready.length, 'documentation')} of ${count(built.length, 'API')}, ${count(
        ready.reduce((sum, { operations }) => sum + operations, 0),
        'operation',
      )}`,
      columns: ['API', 'for', 'operations', 'files', 'SHA-256 of all pages', 'places that must not be published'],
      rows: built.map(({ api, audience, operations, files, digest, unpublishable }) => [
        api,
        audience,
        operations,
        files,
        digest,
        unpublishable,
      ]),
    };
  },
});
