import type { IncidentDetail } from '../app/incidents.js';
import { deadlinesOf, spansOf, spanWords, type Incident } from '../incidents/incident.js';
import type { Paint } from '../report/paint.js';
import type { SecurityEvent } from '../core/events.js';
import { table } from './output.js';

const time = (millis: number): string => new Date(millis).toISOString().slice(0, 16).replace('T', ' ');

/** One incident as people read it: what it is, the clocks, what happened and what was done in one order. */
export function incidentText(
  { incident, timeline, actions, deadlines }: IncidentDetail,
  {
    paint,
    now,
    events,
  }: { readonly paint: Paint; readonly now: number; readonly events: ReadonlyMap<string, SecurityEvent> },
): string {
  const { number, title, state, severity, criterion, roles, operations, dataClasses, detections, runbook, review } =
    incident;
  const facts: readonly (readonly [string, string])[] = [
    ['why', criterion],
    [
      'people',
      Object.entries(roles)
        .map(([role, who]) => `${role} ${who}`)
        .join(', '),
    ],
    ['operations', operations.join(', ')],
    ['data', dataClasses.join(', ')],
    ['detections', detections.map((id) => id.slice(-8)).join(', ')],
    ['runbook', runbook ?? ''],
    ['clocks', clockWords(incident)],
    ...deadlinesOf(incident, deadlines, now).map(({ name, at, leftMillis }): readonly [string, string] => [
      'deadline',
      `${name}: ${time(at)} UTC, ${incident.state === 'closed' ? '' : leftMillis >= 0 ? `${spanWords(leftMillis)} left` : paint.bold(`${spanWords(leftMillis)} ago`)}`,
    ]),
  ];
  const lines = [
    ...timeline.map(({ at, by, kind, text, event }) => ({
      at,
      by,
      what: event === undefined ? `${kind === 'note' ? '' : `${kind}: `}${text ?? ''}` : eventWords(event, events),
    })),
    ...actions.map(({ at, by, what, record }) => ({ at, by, what: `${what} (audit log ${record})` })),
  ].toSorted((a, b) => a.at - b.at);
  return [
    `${paint.bold(`incident ${number}: ${title}`)}  ${severity}, ${state}\n`,
    table(facts.filter(([, value]) => value !== '').map(([name, value]) => [`  ${name}`, value])),
    lines.length > 0 ? `\n${table(lines.map(({ at, by, what }) => [`  ${time(at)}`, by, what]))}` : '',
    review
      ? `\n${table([['  held', review.held], ['  failed', review.failed], ...review.actions.map(({ what, owner, due }) => ['  to do', `${what} (${owner}, by ${due})`])])}`
      : '',
  ].join('');
}

function clockWords({ clocks }: Incident): string {
  const { toDetect, toContain, toProve } = spansOf(clocks);
  return [
    `known since ${time(clocks.awareAt)} UTC`,
    ...(toDetect === undefined ? [] : [`detected after ${spanWords(toDetect)}`]),
    ...(toContain === undefined ? [] : [`contained after ${spanWords(toContain)}`]),
    ...(toProve === undefined ? [] : [`proved closed after ${spanWords(toProve)}`]),
  ].join(', ');
}

function eventWords(id: string, events: ReadonlyMap<string, SecurityEvent>): string {
  const event = events.get(id);
  if (!event) return `event ${id} (not in the log any more)`;
  const { kind, outcome, operationId, principalId, client, status } = event;
  const about = [operationId, principalId, client, status].filter((part) => part !== undefined);
  return `event ${kind} ${outcome}${about.length > 0 ? `: ${about.join(' ')}` : ''}`;
}
