import { showIncident } from '../../app/incidents.js';
import { personNames } from '../../app/person-names.js';
import { makePaint } from '../../report/paint.js';
import { defineCommand } from '../command.js';
import { incidentText } from '../incident-text.js';
import { incidentNumber } from '../incident-number.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'incident-show',
  words: ['incident', 'show'],
  arguments: [{ name: '<number>', describe: 'as incident list shows it' }],
  summary: 'Show an incident: clocks and deadlines, what happened and what was done, in one order',
  examples: ['portcullis incident show 1', 'portcullis incident show 1 --format json'],
  options: {},
  async run({ args: [number] }, app) {
    const detail = await showIncident(app, incidentNumber(number!));
    const store = await app.store({ readOnly: true });
    const pinned = detail.timeline.flatMap(({ event }) => (event === undefined ? [] : [event]));
    const found = await Promise.all(pinned.map((id) => store.events.get(id)));
    const events = await personNames(store).show(found.flatMap((event) => (event ? [event] : [])));
    writeResult(app, { ...detail, events }, () =>
      incidentText(detail, {
        paint: makePaint(app.color),
        now: app.now().getTime(),
        events: new Map(events.map((event) => [event.id, event])),
      }),
    );
    return 0;
  },
});
