import { AsCommand } from '../../shared/as-command.js';
import { counted } from '../../shared/number.js';
import { Badge } from '../../shared/severity.js';
import styles from './audit-log.module.css';

interface Problem {
  readonly kind: string;
  readonly log: string;
  /** First and last leaf concerned. */
  readonly first: number;
  readonly last: number;
  readonly against?: string;
  readonly reason?: string;
}

/** `POST /audit-log/verify`. */
export interface Verified {
  readonly verified: boolean;
  readonly seconds: number;
  readonly logs: readonly {
    readonly log: string;
    readonly size: number;
    readonly records: number;
    readonly root: string;
    readonly matched: { readonly store: number; readonly outside: number };
  }[];
  readonly problems: readonly Problem[];
  /** Problems beyond those that are listed. */
  readonly unlisted: number;
  readonly cli: string;
}

/** The proof: what was read, the root that it gives, and the signed checkpoints that it matches. */
export function VerifyResult({ of: { verified, seconds, logs, problems, unlisted, cli } }: { readonly of: Verified }) {
  return (
    <section className={styles['verified']} role="status" aria-label="Result of the verification">
      <p>
        <Badge tone={verified ? 'ok' : 'critical'}>{verified ? 'Verified' : 'Does not verify'}</Badge>{' '}
        {verified ? 'Every record is there and unchanged' : counted(problems.length + unlisted, 'fault')}, read in{' '}
        {seconds} s.
      </p>
      <div className={styles['scroll']} tabIndex={0} role="group" aria-label="Logs">
        <table>
          <thead>
            <tr>
              <th scope="col">Log</th>
              <th scope="col">Records</th>
              <th scope="col">Leaves of the tree</th>
              <th scope="col">Checkpoints matched</th>
              <th scope="col">Root</th>
            </tr>
          </thead>
          <tbody>
            {logs.map(({ log, size, records, matched, root }) => (
              <tr key={log}>
                <td>{log}</td>
                <td>{records.toLocaleString('en')}</td>
                <td>{size.toLocaleString('en')}</td>
                <td>
                  {matched.store.toLocaleString('en')}
                  {matched.outside > 0 && ` and ${matched.outside.toLocaleString('en')} kept outside`}
                </td>
                <td>
                  <code>{root}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {problems.length > 0 && (
        <ul>
          {problems.map((problem, n) => (
            <li key={n}>{problemText(problem)}</li>
          ))}
        </ul>
      )}
      <AsCommand text={cli} />
    </section>
  );
}

function problemText({ kind, log, first, last, against, reason }: Problem): string {
  const where = first === last ? `record ${first}` : `records ${first} to ${last}`;
  const by = against === undefined ? '' : `, by the checkpoint in: ${against}`;
  return `${log}: ${kind.replaceAll('-', ' ')} at ${where}${by}${reason === undefined ? '' : ` (${reason})`}`;
}
