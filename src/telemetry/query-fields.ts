import { eventKinds, type SecurityEvent } from '../core/events.js';
import { severities } from '../core/finding.js';
import { idTime, isUuid } from '../store/event-id.js';
import type { EventFilter } from '../store/store.js';

/** A field of the query language: one row of the documentation. */
export interface QueryField {
  readonly name: string;
  /** `word` compares text, `number` numbers, `rank` the order of `values`, `time` moments. */
  readonly type: 'word' | 'number' | 'rank' | 'time';
  readonly describe: string;
  /** The only values there are. */
  readonly values?: readonly string[];
  /** Part of the store's own filter. */
  readonly filter?: keyof EventFilter;
  get(event: SecurityEvent): string | number | undefined;
}

/** Moment of an event: that of its id, by which the store orders. */
export function timeOf({ id, time }: SecurityEvent): number {
  return isUuid(id) ? idTime(id) : time;
}

const outcomes: readonly SecurityEvent['outcome'][] = ['allowed', 'denied', 'would-deny', 'failed', 'info'];

const fields: readonly QueryField[] = [
  {
    name: 'kind',
    type: 'word',
    describe: 'What happened.',
    values: eventKinds,
    filter: 'kind',
    get: ({ kind }) => kind,
  },
  {
    name: 'outcome',
    type: 'word',
    describe: 'How it ended.',
    values: outcomes,
    filter: 'outcome',
    get: ({ outcome }) => outcome,
  },
  {
    name: 'severity',
    type: 'rank',
    describe: '`severity>=high` is high and critical.',
    values: severities.toReversed(),
    get: ({ severity }) => severity,
  },
  { name: 'api', type: 'word', describe: 'Name of the API in the policy.', filter: 'api', get: ({ api }) => api },
  {
    name: 'operation',
    type: 'word',
    describe: 'Operation of the contract.',
    filter: 'operation',
    get: ({ operationId }) => operationId,
  },
  {
    name: 'principal',
    type: 'word',
    describe: 'Who called.',
    filter: 'principal',
    get: ({ principalId }) => principalId,
  },
  {
    name: 'credential',
    type: 'word',
    describe: 'Id of the key or token, never the secret.',
    filter: 'credential',
    get: ({ credentialId }) => credentialId,
  },
  { name: 'client', type: 'word', describe: 'Address of the client.', filter: 'client', get: ({ client }) => client },
  {
    name: 'exchange',
    type: 'word',
    describe: 'Request id, as in the answer.',
    filter: 'exchangeId',
    get: ({ exchangeId }) => exchangeId,
  },
  { name: 'method', type: 'word', describe: 'HTTP method.', get: ({ method }) => method },
  {
    name: 'status',
    type: 'number',
    describe: 'Status of the answer; `status:4xx` is 400 to 499.',
    filter: 'status',
    get: ({ status }) => status,
  },
  { name: 'guard', type: 'word', describe: 'Guard that decided.', get: ({ guard }) => guard },
  { name: 'code', type: 'word', describe: 'Code of the denial.', get: ({ code }) => code },
  { name: 'micros', type: 'number', describe: 'Microseconds at the gateway.', get: ({ micros }) => micros },
  { name: 'bytesIn', type: 'number', describe: 'Bytes of the request body.', get: ({ bytesIn }) => bytesIn },
  { name: 'bytesOut', type: 'number', describe: 'Bytes of the response body.', get: ({ bytesOut }) => bytesOut },
  { name: 'id', type: 'word', describe: 'Id of the event.', get: ({ id }) => id },
  {
    name: 'time',
    type: 'time',
    describe: '`time>=2026-11-25T10:00`, `time:2026-11-25` (the whole day), `time>=2h` (two hours ago).',
    get: timeOf,
  },
  { name: 'since', type: 'time', describe: '`since:1h` is `time>=1h`.', get: timeOf },
  { name: 'until', type: 'time', describe: '`until:2026-11-26` is `time<2026-11-26`.', get: timeOf },
];

/** Names of all fields but those of `detail`. */
export const queryFields: ReadonlyMap<string, QueryField> = new Map(fields.map((field) => [field.name, field]));

const detailStart = 'detail.';

/** The field of a name: one of the list, or `detail.NAME` for what an event says besides. */
export function queryField(name: string): QueryField | undefined {
  const known = queryFields.get(name);
  if (known || !name.startsWith(detailStart) || name === detailStart) return known;
  const path = name.slice(detailStart.length).split('.');
  return { name, type: 'word', describe: 'Part of the details.', get: ({ detail }) => textAt(detail, path) };
}

function textAt(value: unknown, path: readonly string[]): string | undefined {
  let here: unknown = value;
  for (const name of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  if (here === undefined || here === null) return undefined;
  return typeof here === 'object' ? JSON.stringify(here) : String(here);
}
