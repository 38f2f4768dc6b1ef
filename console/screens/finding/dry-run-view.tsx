import { counted, percent } from '../../shared/number.js';
import { exactTime } from '../../shared/time.js';
import type { DryRun } from './types.js';
import styles from './dry-run.module.css';

/** What would have been denied of recorded calls, largest clients first, and what cannot be said. */
export function DryRunView({ of }: { readonly of: DryRun }) {
  const { requests, clients, wouldDeny, from, until, complete, notJudged } = of;
  const hours = Math.round((until - from) / 3_600_000);
  if (requests === 0 && complete) {
    return (
      <div className={styles['dryRun']}>
        <p>
          <b>No call was recorded</b> in the last {hours} h to an operation that changes: records cannot say whom it
          would deny.
        </p>
      </div>
    );
  }
  return (
    <div className={styles['dryRun']}>
      <p className={styles['numbers']}>
        <b>{counted(wouldDeny, 'call')}</b> of {counted(requests, 'recorded call')} by {counted(clients, 'client')}{' '}
        would have been denied{wouldDeny > 0 && ` (${percent(wouldDeny, requests)})`}.
      </p>
      <p className={styles['soft']}>
        The last {hours} h, until {exactTime(until)}; only calls to operations that change.
        {!complete && ' There are too many to look at all: these are the newest.'}
      </p>
      {wouldDeny > 0 && <Denied of={of} />}
      {notJudged.length > 0 && (
        <div>
          <h3>What cannot be said from records</h3>
          <ul className={styles['notJudged']}>
            {notJudged.map(({ what, why, requests: count }) => (
              <li key={what}>
                <code>{what}</code> ({counted(count, 'call')}): {why}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function Denied({ of: { operations, largestClients } }: { readonly of: DryRun }) {
  const denied = operations.filter(({ wouldDeny }) => wouldDeny > 0).toSorted((a, b) => b.wouldDeny - a.wouldDeny);
  const hit = largestClients.filter(({ wouldDeny }) => wouldDeny > 0);
  return (
    <div className={styles['tables']}>
      <table>
        <thead>
          <tr>
            <th scope="col">Operation</th>
            <th scope="col">Denied</th>
            <th scope="col">Of</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {denied.map(({ operation, wouldDeny, requests, why }) => (
            <tr key={operation}>
              <td>
                <code>{operation}</code>
              </td>
              <td className={styles['number']}>{wouldDeny.toLocaleString('en')}</td>
              <td className={styles['number']}>{requests.toLocaleString('en')}</td>
              <td>{why.join('; ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table>
        <thead>
          <tr>
            <th scope="col">Client, largest first</th>
            <th scope="col">Denied</th>
            <th scope="col">Of</th>
          </tr>
        </thead>
        <tbody>
          {hit.map(({ client, wouldDeny, requests }) => (
            <tr key={client}>
              <td className={styles['client']}>{client}</td>
              <td className={styles['number']}>{wouldDeny.toLocaleString('en')}</td>
              <td className={styles['number']}>{requests.toLocaleString('en')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
