import { Link } from 'wouter';
import { Count } from '../../shared/number.js';
import { SeverityMark, severities, type Severity } from '../../shared/severity.js';
import { useRailPaths } from './use-rail-paths.js';
import type { Overview, OverviewNumber } from './types.js';
import styles from './overview.module.css';

interface NumbersParts {
  readonly label: string;
  readonly of: Overview | undefined;
  readonly ids: readonly string[];
  readonly kind?: 'large' | 'small';
  readonly bySeverity?: Partial<Readonly<Record<Severity, number>>> | undefined;
}

/** Figures in a row, each of them the way to its list. */
export function Numbers({ label, of, ids, kind = 'large', bySeverity }: NumbersParts) {
  return (
    <ul className={`${styles['numbers']} ${styles[kind]}`} aria-label={label}>
      {ids.map((id) => (
        <li key={id}>
          <One
            id={id}
            number={of?.numbers.find((each) => each.id === id)}
            bySeverity={bySeverity}
            isUnknown={isUnknown(id, of)}
          />
        </li>
      ))}
    </ul>
  );
}

interface OneParts {
  readonly id: string;
  readonly number: OverviewNumber | undefined;
  readonly bySeverity: NumbersParts['bySeverity'];
  /** Nobody looked yet: zero would look like clean. */
  readonly isUnknown: boolean;
}

function isUnknown(id: string, of: Overview | undefined): boolean {
  if (!of || !id.startsWith('findings-') || of.runs.audit || of.runs.pentest) return false;
  return of.numbers.find((each) => each.id === id)?.value === 0;
}

function One({ id, number, bySeverity, isUnknown: unknown }: OneParts) {
  const isReachable = useRailPaths();
  const inside = (
    <>
      <span className={styles['label']}>{number?.label ?? '\u00a0'}</span>
      <span className={styles['value']} data-number={id}>
        <Count of={unknown ? undefined : number?.value} />
        {number?.unit && <span className={styles['unit']}> {number.unit}</span>}
      </span>
      <span className={styles['below']}>
        {unknown ? 'nothing scanned yet' : id === 'findings-open' ? <Split of={bySeverity} /> : notes[id]}
      </span>
    </>
  );
  if (!number || !isReachable(number.link)) return <div className={styles['number']}>{inside}</div>;
  return (
    <Link href={number.link} className={styles['number'] ?? ''}>
      {inside}
    </Link>
  );
}

const notes: Readonly<Record<string, string>> = {
  'findings-regressed': 'were fixed, came back',
  'detections-open': 'noticed, not yet closed',
  'blocks-active': 'until they expire',
  'findings-patched': 'still open in the code',
  'findings-accepted': 'until they expire',
};

function Split({ of }: { readonly of: NumbersParts['bySeverity'] }) {
  const known = severities.filter((severity) => (of?.[severity] ?? 0) > 0);
  if (!known.length) return <span>{of ? 'none' : '\u00a0'}</span>;
  return (
    <>
      {known.map((severity) => (
        <span key={severity} className={styles['split']}>
          {of![severity]!.toLocaleString('en')} <SeverityMark of={severity} />
        </span>
      ))}
    </>
  );
}
