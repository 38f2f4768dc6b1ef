import { Link } from 'wouter';
import { Section } from '../../shared/screen.js';
import { Time } from '../../shared/time.js';
import { stateWords } from '../findings/states.js';
import type { StatusChange } from './types.js';
import styles from './finding.module.css';

/** Every change of the state, newest first: who or which run, and why. */
export function FindingHistory({ history }: { readonly history: readonly StatusChange[] }) {
  return (
    <Section title="History">
      <ol className={styles['history']}>
        {history.toReversed().map(({ at, from, to, run, triage }, n) => (
          <li key={`${at} ${n}`}>
            <span className={styles['soft']}>
              <Time at={at} />
            </span>
            <span>
              {from ? `${stateWords[from].label} → ` : 'Found: '}
              <b>{stateWords[to].label}</b>
              {triage && (
                <>
                  {' '}
                  by {triage.by}: {triage.reason}
                </>
              )}
              {run !== undefined && (
                <>
                  {' '}
                  by <Link href={`/scans/${run}`}>a scan</Link>
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
