import { Dialog } from '../shared/dialog.js';
import { useSession } from '../shared/session.js';
import { screensFor } from './screens.js';
import styles from './help.module.css';

const everywhere: readonly (readonly [string, string])[] = [
  ['Ctrl K', 'go to a screen, an operation, a client'],
  ['/', 'write a query'],
  ['j  k', 'next and previous row'],
  ['Enter', 'open the row'],
  ['Esc', 'close what is open'],
  ['u', 'undo what was just done'],
  ['?', 'this list'],
];

/** The keys, in one place. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  const { may } = useSession();
  const screens = screensFor(may).flatMap(({ rail }) => (rail ? [[`g ${rail.key}`, rail.label] as const] : []));
  return (
    <Dialog label="Keys" onClose={onClose}>
      <div className={styles['help']}>
        <h2>Keys</h2>
        <div className={styles['columns']}>
          <Keys entries={everywhere} />
          <Keys entries={screens} />
        </div>
        <p className={styles['soft']}>Single letters do nothing while you type.</p>
      </div>
    </Dialog>
  );
}

function Keys({ entries }: { readonly entries: readonly (readonly [string, string])[] }) {
  return (
    <dl className={styles['keys']}>
      {entries.map(([keys, what]) => (
        <div key={keys}>
          <dt>
            {keys.split(/\s+/).map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}
