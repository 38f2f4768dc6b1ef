import type { Finding } from '../../../src/core/finding.js';
import { Section } from '../../shared/screen.js';
import { placeText } from './evidence-pair.js';
import styles from './finding.module.css';

/** What to change in the code: a patch at the gateway closes the door, not the hole. */
export function Remedy({ finding: { remedy, place, fix } }: { readonly finding: Finding }) {
  return (
    <Section title="In the code">
      <p>{remedy}</p>
      {fix && (
        <p className={styles['soft']}>
          {fix.narrows
            ? 'A fix of the contract is known; it narrows what callers may send.'
            : 'A fix of the contract is known.'}
        </p>
      )}
      {place && (
        <p className={styles['soft']}>
          Contract: <span className={styles['place']}>{placeText(place)}</span>
        </p>
      )}
    </Section>
  );
}
