import { Link } from 'wouter';
import type { SecurityEvent } from '../../src/core/events.js';
import { AsCommand } from './as-command.js';
import { CodeBlock } from './code-block.js';
import { eventText, millisText, OutcomeBadge } from './event-columns.js';
import { Facts, type Fact } from './facts.js';
import { ClientLink, OperationLink } from './links.js';
import { SeverityMark } from './severity.js';
import { Failed, Loading } from './states.js';
import { exactTime } from './time.js';
import { useRead } from './use-read.js';
import { ValueActions } from './value-actions.js';
import styles from './event-detail.module.css';

interface EventAnswer {
  readonly event: SecurityEvent;
  readonly exchange: readonly SecurityEvent[];
  readonly cli: string;
}

interface EventDetailParts {
  readonly id: string;
  /** What the list knows already. */
  readonly known?: SecurityEvent | undefined;
  /** With it every value can be taken into the query. */
  readonly filter?: { readonly query: string; readonly onChange: (query: string) => void };
}

/** One event whole, with the others of its request. All values are text, whatever they look like. */
export function EventDetail({ id, known, filter }: EventDetailParts) {
  const { data, error, refetch } = useRead<EventAnswer>(`/events/${encodeURIComponent(id)}`);
  const event = data?.event.id === id ? data.event : known;
  if (!event) {
    return error ? (
      <Failed what="The event" cause={error} retry={() => void refetch()} />
    ) : (
      <Loading what="the event" lines={10} />
    );
  }
  const { exchange = [], cli } = data?.event.id === id ? data : {};
  return (
    <>
      <Facts of={factsOf(event, filter)} />
      {event.detail && <CodeBlock label="Details" text={JSON.stringify(event.detail, null, 2)} wrap />}
      {exchange.length > 0 && (
        <section className={styles['exchange']}>
          <h3>The same request</h3>
          <ul>
            {exchange.map((other) => (
              <li key={other.id}>
                <OutcomeBadge of={other.outcome} /> <span>{other.kind}</span> <span>{eventText(other)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {event.exchangeId && (
        <p>
          <Link href={`/traffic?q=exchange:${event.exchangeId}`}>Everything of this request</Link>
        </p>
      )}
      <AsCommand text={cli} />
    </>
  );
}

function factsOf(event: SecurityEvent, filter: EventDetailParts['filter']): readonly Fact[] {
  const value = (field: string, of: string | number | undefined, shown: React.ReactNode = of): React.ReactNode =>
    of === undefined ? undefined : (
      <span className={styles['value']}>
        <span>{shown}</span>
        {filter && <ValueActions field={field} value={of} {...filter} />}
      </span>
    );
  const { kind, outcome, severity, api, operationId, principalId, credentialId, client } = event;
  return [
    ['Time', exactTime(event.time)],
    ['Kind', value('kind', kind)],
    ['Outcome', value('outcome', outcome, <OutcomeBadge of={outcome} />)],
    ['Severity', value('severity', severity, <SeverityMark of={severity} />)],
    ['API', value('api', api)],
    ['Operation', value('operation', operationId, <OperationLink api={api} id={operationId} />)],
    ['Principal', value('principal', principalId, principalId && <ClientLink kind="principal" id={principalId} />)],
    [
      'Credential',
      value('credential', credentialId, credentialId && <ClientLink kind="credential" id={credentialId} />),
    ],
    ['Address', value('client', client, client && <ClientLink kind="client" id={client} />)],
    ['Method', value('method', event.method)],
    ['Status', value('status', event.status)],
    ['Guard', value('guard', event.guard)],
    ['Code', value('code', event.code)],
    ['Time at the gateway', event.micros === undefined ? undefined : `${millisText(event.micros)} ms`],
    ['Bytes', bytesText(event)],
    ['Signals', event.signals],
    ['Request', event.exchangeId && <code>{event.exchangeId}</code>],
    ['Event', <code key="id">{event.id}</code>],
  ];
}

function bytesText({ bytesIn, bytesOut }: SecurityEvent): string | undefined {
  if (bytesIn === undefined && bytesOut === undefined) return undefined;
  return `${(bytesIn ?? 0).toLocaleString('en')} in, ${(bytesOut ?? 0).toLocaleString('en')} out`;
}
