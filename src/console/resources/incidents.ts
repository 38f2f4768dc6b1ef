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
import { personNames } from '../../app/person-names.js';
import { severities } from '../../core/finding.js';
import { deadlinesOf, type IncidentReview } from '../../incidents/incident.js';
import { incidentStates, type IncidentState } from '../../store/incident.js';
import { cli, flag } from '../cli.js';
import { may, operation, type ConsoleOperation } from '../operation.js';
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
];
