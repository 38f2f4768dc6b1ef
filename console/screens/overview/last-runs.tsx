import { counted } from '../../shared/number.js';
import { Badge } from '../../shared/severity.js';
import { Time } from '../../shared/time.js';
import type { Overview, RunRow } from './types.js';
import styles from './overview.module.css';

/** When it was looked for holes: nothing scanned must never look like clean. */
export function LastRuns({ of }: { readonly of: Overview | undefined }) {
  return (
    <section className={styles['card']}>
      <h2>Last scans</h2>
      <ul className={styles['rows']}>
        <Row name="Audit" about="contract and policy" run={of?.runs.audit} command="portcullis audit" />
        <Row name="Pentest" about="attacks" run={of?.runs.pentest} command="portcullis pentest" />
      </ul>
    </section>
  );
}

interface RowParts {
  readonly name: string;
  readonly about: string;
  /** Null: there never was one. Undefined: not known yet. */
  readonly run: RunRow | null | undefined;
  readonly command: string;
}

function Row({ name, about, run, command }: RowParts) {
  return (
    <li>
      <span className={styles['rowName']}>
        {name} <span className={styles['soft']}>{about}</span>
      </span>
      <span className={styles['rowValue']}>
        {run === null && (
          <>
            <Badge tone="medium">never</Badge> <code>{command}</code>
          </>
        )}
        {run && (
          <>
            {counted(run.findings, 'finding')}
            {run.operations !== undefined && <> · {counted(run.operations, 'operation')}</>} ·{' '}
            <Time at={run.finishedAt ?? run.startedAt} />
          </>
        )}
        {run === undefined && '\u00a0'}
      </span>
    </li>
  );
}
