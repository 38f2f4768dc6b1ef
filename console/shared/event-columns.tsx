import type { SecurityEvent } from '../../src/core/events.js';
import { ClientLink, OperationLink } from './links.js';
import { Badge, type Tone } from './severity.js';
import type { Column } from './table.js';
import { ExactTime } from './time.js';

const tones: Readonly<Record<SecurityEvent['outcome'], Tone>> = {
  allowed: 'ok',
  denied: 'high',
  'would-deny': 'medium',
  failed: 'medium',
  info: 'info',
};

export function OutcomeBadge({ of }: { readonly of: SecurityEvent['outcome'] }) {
  return <Badge tone={tones[of] ?? 'info'}>{of}</Badge>;
}

/** What an event is about in a few words, after its kind: the code of a denial, or the call. */
export function eventText({ kind, code, guard, method, operationId, signals }: SecurityEvent): string {
  if (kind === 'denial' || kind === 'would_deny') return [code, guard && `by ${guard}`].filter(Boolean).join(' ');
  if (kind === 'access') return signals ?? '';
  return [code, method, operationId && `on ${operationId}`].filter(Boolean).join(' ');
}

/** How a list of events looks everywhere. */
export const eventColumns: readonly Column<SecurityEvent>[] = [
  { id: 'time', head: 'Time', track: '114px', cell: ({ time }) => <ExactTime at={time} />, mono: true },
  { id: 'outcome', head: 'Outcome', track: '86px', cell: ({ outcome }) => <OutcomeBadge of={outcome} /> },
  { id: 'kind', head: 'Kind', track: 'minmax(88px, 0.8fr)', from: 'medium', cell: ({ kind }) => kind },
  {
    id: 'operation',
    head: 'Operation',
    track: 'minmax(110px, 1.3fr)',
    cell: ({ api, operationId, exchangeId }) =>
      operationId || exchangeId ? <OperationLink api={api} id={operationId} /> : '–',
  },
  { id: 'what', head: 'What', track: 'minmax(130px, 2fr)', from: 'compact', cell: eventText },
  {
    id: 'principal',
    head: 'Principal',
    track: 'minmax(90px, 1fr)',
    from: 'medium',
    cell: ({ principalId }) => (principalId ? <ClientLink kind="principal" id={principalId} /> : '–'),
  },
  {
    id: 'client',
    head: 'Address',
    track: 'minmax(110px, 1fr)',
    from: 'wide',
    cell: ({ client }) => (client ? <ClientLink kind="client" id={client} /> : '–'),
  },
  { id: 'status', head: 'Status', track: '52px', align: 'right', from: 'medium', cell: ({ status }) => status ?? '–' },
  { id: 'millis', head: 'ms', track: '64px', align: 'right', from: 'wide', cell: ({ micros }) => millisText(micros) },
];

export function millisText(micros: number | undefined): string {
  if (micros === undefined) return '–';
  return (micros / 1000).toLocaleString('en', { maximumFractionDigits: micros < 10_000 ? 2 : 0 });
}
