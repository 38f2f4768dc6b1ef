import {
  changeIncident,
  closeIncident,
  listIncidents,
  noteIncident,
  openIncident,
  pinToIncident,
  showIncident,
  type IncidentChange,
  type OpenIncidentRequest,
} from '../../app/incidents.js';
import { runDrill } from '../../app/drill.js';
import { allStories, findStory } from '../../app/drill-story.js';
import { incidentBundle } from '../../app/incident-bundle.js';
import { allRunbooks } from '../../app/runbooks.js';
import { personNames } from '../../app/person-names.js';
import { severities } from '../../core/finding.js';
import { deadlinesOf, type IncidentReview } from '../../incidents/incident.js';
import { commandsOf } from '../../incidents/runbook.js';
import { incidentStates, type IncidentState } from '../../store/incident.js';
import { cli, flag } from '../cli.js';
import { may, operation, reply, type ConsoleOperation } from '../operation.js';
import { Refusal } from '../problem.js';
import { closed, isoDay, list, name, oneOf, reason, text, time } from '../schemas.js';

const known = {
  severity: oneOf(...severities),
  operations: list(name, 200),
  dataClasses: list(name, 50),
  runbook: name,
} as const;

const action = closed({ what: reason, owner: name, due: isoDay }, ['what', 'owner', 'due']);

/** Throws `Refusal` 404 for what is no number. */
function numberOf(value: string | undefined): number {
  if (/^[1-9]\d{0,8}$/.test(value ?? '')) return Number(value);
  throw new Refusal(404, 'NOT_FOUND', 'There is no such incident');
}

export const incidentOperations: readonly ConsoleOperation[] = [
  operation<{ readonly state?: IncidentState }>({
    id: 'listIncidents',
    method: 'GET',
    path: '/incidents',
    summary: 'Incidents, newest first',
    roles: may.read,
    query: { state: oneOf(...incidentStates) },
    run: async ({ app, query }) => ({
      items: await listIncidents(app, query),
      cli: cli('incident', 'list', ...flag('--state', query.state)),
    }),
  }),
  operation<object, OpenIncidentRequest>({
    id: 'openIncident',
    method: 'POST',
    path: '/incidents',
    summary: 'Open an incident, by hand or from a detection',
    roles: may.triage,
    status: 201,
    body: closed({ ...known, title: reason, detection: name, criterion: text(2000), lead: name, awareAt: time }),
    run: async ({ app, body, caller }) => ({
      incident: await openIncident(app, { lead: caller.name, ...body }),
      cli: cli('incident', 'open', ...flag('--title', body.title), ...flag('--detection', body.detection)),
    }),
  }),
  operation({
    id: 'getIncident',
    method: 'GET',
    path: '/incidents/{incident}',
    summary: 'One incident: clocks, deadlines, timeline with its events, and what was done meanwhile',
    roles: may.read,
    async run({ app, params }) {
      const detail = await showIncident(app, numberOf(params.incident));
      const store = await app.store();
      const pinned = detail.timeline.flatMap(({ event }) => (event === undefined ? [] : [event]));
      const events = (await Promise.all(pinned.map((id) => store.events.get(id)))).flatMap((each) =>
        each ? [each] : [],
      );
      return {
        ...detail,
        deadlines: deadlinesOf(detail.incident, detail.deadlines, app.now().getTime()),
        events: await personNames(store).show(events),
        cli: cli('incident', 'show', detail.incident.number),
      };
    },
  }),
  operation<object, IncidentChange>({
    id: 'changeIncident',
    method: 'PATCH',
    path: '/incidents/{incident}',
    summary: 'Change the state, the severity or the people of an incident',
    roles: may.triage,
    body: closed({
      ...known,
      state: oneOf('open', 'contained'),
      roles: { type: 'object', maxProperties: 10, additionalProperties: name },
      containedAt: time,
      provedAt: time,
    }),
    run: async ({ app, params, body }) => ({
      incident: await changeIncident(app, numberOf(params.incident), body),
      cli: cli(
        'incident',
        'set',
        params.incident,
        ...flag('--state', body.state),
        ...flag('--severity', body.severity),
      ),
    }),
  }),
  operation<object, { readonly text: string; readonly at?: number }>({
    id: 'noteIncident',
    method: 'POST',
    path: '/incidents/{incident}/notes',
    summary: 'Add a line to the timeline',
    roles: may.triage,
    status: 201,
    body: closed({ text: reason, at: time }, ['text']),
    async run({ app, params, body }) {
      await noteIncident(app, numberOf(params.incident), body);
      return { cli: cli('incident', 'note', params.incident, body.text) };
    },
  }),
  operation<object, { readonly events: readonly string[] }>({
    id: 'pinEvents',
    method: 'POST',
    path: '/incidents/{incident}/pins',
    summary: 'Put events of the log into the timeline, at their own times',
    roles: may.triage,
    status: 201,
    body: closed({ events: list(name, 100) }, ['events']),
    async run({ app, params, body }) {
      await pinToIncident(app, numberOf(params.incident), body.events);
      return { cli: cli('incident', 'pin', params.incident, ...body.events) };
    },
  }),
  operation<object, IncidentReview>({
    id: 'closeIncident',
    method: 'POST',
    path: '/incidents/{incident}/review',
    summary: 'Close an incident with what was learned from it',
    roles: may.triage,
    body: closed({ held: reason, failed: reason, actions: list(action, 50) }, ['held', 'failed', 'actions']),
    run: async ({ app, params, body }) => ({
      incident: await closeIncident(app, numberOf(params.incident), body),
      cli: cli('incident', 'close', params.incident, '--held', body.held, '--failed', body.failed),
    }),
  }),
  operation({
    id: 'exportIncident',
    method: 'POST',
    path: '/incidents/{incident}/bundles',
    summary: 'Download an incident as an archive that verifies offline; its hash goes into the audit log',
    roles: may.audit,
    body: closed({}),
    mediaType: 'application/zip',
    async run({ app, params }) {
      const { bytes, incident } = await incidentBundle(app, numberOf(params.incident));
      const file = `portcullis-incident-${incident}.zip`;
      return reply({
        headers: { 'content-disposition': `attachment; filename="${file}"`, 'cache-control': 'no-store' },
        stream: { mediaType: 'application/zip', parts: onePart(bytes) },
      });
    },
  }),
  operation({
    id: 'listRunbooks',
    method: 'GET',
    path: '/runbooks',
    summary: 'What to do about each kind of incident, with commands that run',
    roles: may.read,
    run: async () => ({
      items: allRunbooks().map((runbook) => ({ ...runbook, commands: commandsOf(runbook) })),
      cli: cli('incident', 'runbook'),
    }),
  }),
  operation({
    id: 'listDrills',
    method: 'GET',
    path: '/drills',
    summary: 'Recorded attacks that a response can be tried with',
    roles: may.read,
    run: async () => ({
      items: allStories().map(({ id, title, runbook }) => ({ id, title, runbook })),
      cli: cli('incident', 'drill'),
    }),
  }),
  operation<object, { readonly story: string }>({
    id: 'startDrill',
    method: 'POST',
    path: '/drills',
    summary: 'Replay a recorded attack into a sandbox and take the times of the response: a job',
    roles: may.triage,
    status: 202,
    body: closed({ story: name }, ['story']),
    async run({ app, body, caller, host }) {
      const story = findStory(body.story);
      return host.jobs.start({
        kind: 'drill',
        subject: story.id,
        by: caller.name,
        cli: cli('incident', 'drill', story.id),
        run: ({ signal, say }) => runDrill({ ...app, signal, say }, { story }),
      });
    },
  }),
];

async function* onePart(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
