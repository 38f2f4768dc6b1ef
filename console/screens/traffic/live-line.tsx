import { Button } from '../../shared/button.js';
import { counted } from '../../shared/number.js';
import type { Live } from './use-live.js';
import styles from './traffic.module.css';

const states: Readonly<Record<Live['state'], string>> = {
  off: '',
  connecting: 'Connecting',
  on: 'Live: new events come in at the top',
  away: 'The connection broke; it comes back by itself',
};

/** How the live tail is: held, behind, or away. */
export function LiveLine({ live, onRelease }: { readonly live: Live; readonly onRelease: () => void }) {
  const { state, waiting, sampled } = live;
  return (
    <p className={styles['live']} data-live={state} role="status">
      <span className={styles['dot']} aria-hidden="true" />
      <span>{states[state]}</span>
      {sampled > 1 && <b>sampled 1:{sampled}</b>}
      {waiting > 0 && (
        <Button kind="primary" onClick={onRelease}>
          {counted(waiting, 'new', 'new')}
        </Button>
      )}
      {waiting > 0 && <span>held while you read</span>}
    </p>
  );
}
