import { Time } from '../../shared/time.js';
import type { Overview, PolicyChange } from './types.js';
import styles from './overview.module.css';

const mostShown = 8;

/** What changed the policy in the last 24 hours, the newest first. */
export function PolicyChanges({ of }: { readonly of: Overview | undefined }) {
  const changes = of?.policyChanges ?? [];
  return (
    <section className={styles['card']}>
      <h2>Policy changes in 24 h</h2>
      {changes.length === 0 && <p className={styles['soft']}>{of ? '0 changes in the last 24 hours.' : '\u00a0'}</p>}
      <ul className={styles['rows']}>
        {changes.slice(0, mostShown).map((change, n) => (
          // Two changes of a moment differ in nothing but their order.
          <li key={`${change.time} ${n}`}>
            <span className={styles['rowName']}>
              {names[change.kind] ?? change.kind} <span className={styles['soft']}>{shortOf(change)}</span>
            </span>
            <span className={styles['rowValue']}>
              {change.actor} · <Time at={change.time} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const names: Readonly<Record<string, string>> = {
  policy_applied: 'Policy applied',
  policy_in_force: 'In force',
  patch_applied: 'Patch applied',
  patch_dropped: 'Patch dropped',
};

function shortOf({ subject = '' }: PolicyChange): string {
  return /^[\da-f]{16,}$/.test(subject) ? subject.slice(0, 12) : subject;
}
