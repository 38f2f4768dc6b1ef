import { Link } from 'wouter';
import { AsCommand } from '../../shared/as-command.js';
import { Facts } from '../../shared/facts.js';
import { OperationLink } from '../../shared/links.js';
import { usePathSegment } from '../../shared/path.js';
import { Screen, Section } from '../../shared/screen.js';
import { Badge, SeverityMark } from '../../shared/severity.js';
import { Failed, Loading, Stale } from '../../shared/states.js';
import { useRead } from '../../shared/use-read.js';
import { Clocks } from './clocks.js';
import { Respond } from './respond.js';
import { ReviewSection } from './review-section.js';
import { stateTones } from './state-tones.js';
import { Timeline } from './timeline.js';
import type { Incident, IncidentAnswer } from './types.js';
import styles from './incidents.module.css';

/** One incident: how long it takes, who must be told when, what happened, and what was learned. */
export default function IncidentScreen() {
  const number = usePathSegment(1) ?? '';
  const { data, error, refetch } = useRead<IncidentAnswer>(`/incidents/${encodeURIComponent(number)}`, {
    everyMillis: 10_000,
  });
  const shown = String(data?.incident.number) === number ? data : undefined;
  if (!shown) {
    return (
      <Screen title={`Incident ${number}`}>
        {error ? (
          <Failed cause={error} what="The incident" retry={() => void refetch()} />
        ) : (
          <Loading what="the incident" lines={14} />
        )}
      </Screen>
    );
  }
  const { incident } = shown;
  return (
    <Screen
      title={incident.title}
      name={`Incident ${number}`}
      note={`Incident ${number}${incident.roles['lead'] ? `, led by ${incident.roles['lead']}` : ''}`}
      actions={
        <>
          <SeverityMark of={incident.severity} />
          <Badge tone={stateTones[incident.state]}>{incident.state}</Badge>
        </>
      }
    >
      <Stale failure={error} />
      <Respond of={incident} />
      <Clocks of={shown} />
      <Section title="What is known">
        <Known of={incident} />
      </Section>
      <Timeline of={shown} />
      <ReviewSection of={incident} />
      <AsCommand text={shown.cli} />
    </Screen>
  );
}

function Known({ of }: { readonly of: Incident }) {
  const people = Object.entries(of.roles).map(([part, name]) => `${part}: ${name}`);
  return (
    <div className={styles['stack']}>
      <Facts
        of={[
          ['Why', of.criterion],
          ['People', people.join(', ')],
          ['Operations', of.operations.length > 0 && <Operations of={of.operations} />],
          ['Kinds of data', of.dataClasses.join(', ') || 'none is named'],
          [
            'Detections',
            of.detections.length > 0 &&
              of.detections.map((id) => (
                <Link key={id} href={`/detections?state=all&row=${encodeURIComponent(id)}`}>
                  {id}
                </Link>
              )),
          ],
          ['Runbook', of.runbook],
        ]}
      />
      {of.runbook && <AsCommand text={`portcullis incident runbook ${of.runbook}`} />}
    </div>
  );
}

/** `api operation` each; one without an API is only a name. */
function Operations({ of }: { readonly of: readonly string[] }) {
  return (
    <span className={styles['words']}>
      {of.map((each) => {
        const [api, id] = each.includes(' ') ? each.split(' ') : [undefined, each];
        return <OperationLink key={each} api={api} id={id} />;
      })}
    </span>
  );
}
