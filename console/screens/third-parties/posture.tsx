import { Section } from '../../shared/screen.js';
import { Badge, type Tone } from '../../shared/severity.js';
import { Time } from '../../shared/time.js';
import { CheckNow } from './check-now.js';
import type { Observation, VendorAnswer } from './types.js';
import styles from './third-parties.module.css';

const states: Readonly<
  Record<Observation['state'], { readonly label: string; readonly tone: Tone; readonly rank: number }>
> = {
  finding: { label: 'finding', tone: 'high', rank: 0 },
  unknown: { label: 'not known', tone: 'medium', rank: 1 },
  well: { label: 'well', tone: 'ok', rank: 2 },
};

/** What the last look saw: what is wrong first, then what could not be seen. */
export function Posture({ of: { name, lastCheck } }: { readonly of: VendorAnswer }) {
  const seen = lastCheck?.observations.toSorted((a, b) => states[a.state].rank - states[b.state].rank);
  return (
    <Section title="Posture">
      <p className={styles['soft']}>
        {lastCheck ? (
          <>
            Looked at <Time at={lastCheck.at} />.
          </>
        ) : (
          'Nobody has looked at it yet: nothing is known, good or bad.'
        )}
      </p>
      <CheckNow name={name} />
      {seen && (
        <ul className={styles['lines']} aria-label="What was seen">
          {seen.map(({ probe, state, text }, n) => (
            <li key={`${probe} ${n}`}>
              <Badge tone={states[state].tone}>{states[state].label}</Badge>
              <span>{text}</span>
              <code className={styles['soft']}>{probe}</code>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
