import { Link } from 'wouter';
import { eventText, OutcomeBadge } from '../../shared/event-columns.js';
import { ClientLink, OperationLink } from '../../shared/links.js';
import { counted } from '../../shared/number.js';
import { Section } from '../../shared/screen.js';
import { exactTime } from '../../shared/time.js';
import { AddToTimeline } from './add-to-timeline.js';
import { timelineRows, type TimelineRow } from './timeline-rows.js';
import type { IncidentAnswer } from './types.js';
import styles from './incidents.module.css';

/** Everything in the one order in which it happened. Nothing in it is ever changed. */
export function Timeline({ of }: { readonly of: IncidentAnswer }) {
  const rows = timelineRows(of);
  return (
    <Section title="Timeline" actions={<span className={styles['soft']}>{counted(rows.length, 'line')}</span>}>
      <ol className={styles['timeline']} aria-label="Timeline">
        {rows.map((row) => (
          <li key={row.key} data-kind={row.kind}>
            <time dateTime={new Date(row.at).toISOString()}>{exactTime(row.at)}</time>
            <span className={styles['kind']}>{row.kind}</span>
            <span className={styles['what']}>
              <What of={row} />
            </span>
            <span className={styles['soft']}>{row.by}</span>
          </li>
        ))}
      </ol>
      {of.incident.state !== 'closed' && <AddToTimeline number={of.incident.number} />}
    </Section>
  );
}

/** A text is shown as a text, whoever wrote it. */
function What({ of: { text, event, record } }: { readonly of: TimelineRow }) {
  if (event) {
    const { id, kind, outcome, api, operationId, client } = event;
    return (
      <>
        <OutcomeBadge of={outcome} />{' '}
        <Link href={`/traffic?q=${encodeURIComponent(`id:${id}`)}&row=${id}`}>{kind}</Link> {eventText(event)}{' '}
        {operationId && <OperationLink api={api} id={operationId} />}
        {client && (
          <>
            {' '}
            from <ClientLink kind="client" id={client} />
          </>
        )}
      </>
    );
  }
  if (record === undefined) return text;
  return (
    <>
      {text}{' '}
      <Link href="/audit-log" className={styles['soft'] ?? ''}>
        record {record}
      </Link>
    </>
  );
}
