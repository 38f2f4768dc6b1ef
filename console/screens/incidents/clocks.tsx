import { spansOf, spanWords } from '../../../src/incidents/incident.js';
import { Facts } from '../../shared/facts.js';
import { Section } from '../../shared/screen.js';
import { Badge } from '../../shared/severity.js';
import { exactTime } from '../../shared/time.js';
import type { IncidentAnswer, RunningDeadline } from './types.js';
import styles from './incidents.module.css';

/** When it began, was noticed, stopped and proved closed; and who must be told by when. */
export function Clocks({ of: { incident, deadlines } }: { readonly of: IncidentAnswer }) {
  const { clocks } = incident;
  const { toDetect, toContain, toProve } = spansOf(clocks);
  const after = (at: number | undefined, millis: number | undefined, since: string) =>
    at === undefined ? 'not yet' : `${exactTime(at)}${millis === undefined ? '' : `, ${spanWords(millis)} ${since}`}`;
  return (
    <div className={styles['columns']}>
      <Section title="Clocks">
        <Facts
          of={[
            ['Began', clocks.beganAt === undefined ? 'not known' : exactTime(clocks.beganAt)],
            ['Noticed', after(clocks.detectedAt ?? clocks.awareAt, toDetect, 'after it began')],
            ['We know since', exactTime(clocks.awareAt)],
            ['Contained', after(clocks.containedAt, toContain, 'after it was noticed')],
            ['Proved closed', after(clocks.provedAt, toProve, 'after it was noticed')],
            ['Closed', clocks.closedAt && exactTime(clocks.closedAt)],
          ]}
        />
      </Section>
      <Section title="Deadlines">
        {deadlines.length === 0 && (
          <p className={styles['soft']}>
            None runs: no kind of data is named, and the policy has no <code>incidents.deadlines</code>.
          </p>
        )}
        <ul className={styles['lines']} aria-label="Deadlines">
          {deadlines.map((deadline) => (
            <DeadlineLine key={deadline.name} of={deadline} isOver={incident.state === 'closed'} />
          ))}
        </ul>
      </Section>
    </div>
  );
}

const hourMillis = 3_600_000;

/** `71 h 12 min`: a deadline of the law is counted in hours, never rounded up. */
function hoursText(millis: number): string {
  const minutes = Math.floor(Math.abs(millis) / 60_000);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function DeadlineLine({ of, isOver }: { readonly of: RunningDeadline; readonly isOver: boolean }) {
  const { name, hours, at, leftMillis } = of;
  const tone = leftMillis < 0 ? 'critical' : leftMillis < 12 * hourMillis ? 'high' : 'medium';
  const left = leftMillis < 0 ? `${hoursText(leftMillis)} too late` : `${hoursText(leftMillis)} left`;
  return (
    <li>
      <Badge tone={isOver ? 'info' : tone}>{isOver ? `${hours} h` : left}</Badge>
      <span>{name}</span>
      <span className={styles['soft']}>until {exactTime(at)}</span>
    </li>
  );
}
